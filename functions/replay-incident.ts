import type { Json } from '../core/canonical.ts';
import { ReplayRequest } from '../core/case.ts';
import { parseOr } from '../core/parse.ts';
import type { Clock, Starter } from '../core/ports.ts';
import { iso } from '../core/time.ts';

/** Starts a new execution from a stored case. Not a state: called by hand. */
export async function replayIncident(
  payload: unknown,
  { workflow, clock }: { workflow: Starter; clock: Clock },
): Promise<Json> {
  const request = parseOr(ReplayRequest, payload, {
    code: 'EventMalformed',
    what: 'This is not a replay request',
    hint: 'It looks like {"replay": {"caseId": "...", "tools": "recorded", "deliver": []}}.',
  });
  const name = `replay-${request.replay.caseId.slice(0, 12)}-${iso(clock.now()).replace(/\D/g, '')}`;
  return { name, execution: await workflow.start(request, name) };
}
