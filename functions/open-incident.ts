import * as z from 'zod';
import { openIncident as open } from '../core/alarm/open-incident.ts';
import type { Json } from '../core/canonical.ts';
import { Execution } from '../core/case.ts';
import { parseOr } from '../core/parse.ts';
import type { Ports } from '../core/ports.ts';
import { parseAwsTime } from '../core/time.ts';

/** What the state machine passes: the execution's input and its context. Step Functions writes StartTime in ISO. */
const Payload = z.strictObject({
  input: z.unknown(),
  execution: Execution.extend({ startedAt: z.string().transform((text) => parseAwsTime(text) ?? text) }),
});

/** Event or replay request -> state, or why there is nothing to investigate. */
export async function openIncident(
  payload: unknown,
  ports: Pick<Ports, 'store' | 'config' | 'clock' | 'run'>,
): Promise<Json> {
  const { input, execution } = parseOr(Payload, payload, {
    code: 'EventMalformed',
    what: "OpenIncident's payload",
    hint: 'Start the state machine with an alarm event or a replay request.',
  });
  const { store, config, clock, run } = ports;
  return open(input, { store, config, execution, now: clock.now(), run });
}
