import type { Dialects } from '../../core/evidence/dialect.ts';
import { attached } from './attached/attached.ts';
import { awslabs } from './awslabs/awslabs.ts';
import { casefile } from './casefile/casefile.ts';

/** By the name that the configuration uses. */
export const dialects: Dialects = { casefile, awslabs, attached };
