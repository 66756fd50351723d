import { gather } from './gather.ts';

/** All servers that come only from configuration: this function's role can read nothing of AWS. */
export const handler = gather('external');
