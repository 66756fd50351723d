import { CasefileError } from '../../core/errors.ts';
import { closest } from '../language/did-you-mean.ts';

/** @throws CasefileError `BadUsage` for an operation that there is not: nobody would ever ask for it */
export async function checkFaults(faults: Record<string, unknown>): Promise<void> {
  const { operationNames } = await import('../services/services.ts');
  const known = operationNames();
  for (const operation of Object.keys(faults)) {
    if (known.includes(operation)) continue;
    const meant = closest(operation, known);
    const hint = meant === undefined ? `There are ${known.sort().join(', ')}.` : `Did you mean ${meant}?`;
    throw new CasefileError('BadUsage', `--fault: there is no operation ${operation}.`, { hint });
  }
}
