import type { Json } from '../core/canonical.ts';
import { parseState } from '../core/parse-state.ts';
import type { Ports } from '../core/ports.ts';
import { resolveIncident as resolve } from '../core/report/resolve-incident.ts';

/** The alarm is OK again: says so where the report went, and closes the case. */
export async function resolveIncident(
  payload: unknown,
  { store, publishers, clock }: Pick<Ports, 'store' | 'publishers' | 'clock'>,
): Promise<Json> {
  return resolve(parseState(payload), { store, publishers, now: clock.now() });
}
