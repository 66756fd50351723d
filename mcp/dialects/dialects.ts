import type { Dialects } from '../../core/evidence/dialect.ts';
import { attached } from './attached.ts';
import { awslabs } from './awslabs.ts';
import { casefile } from './casefile.ts';

/** By the name that the configuration uses. */
export const dialects: Dialects = { casefile, awslabs, attached };
