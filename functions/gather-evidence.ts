import * as z from 'zod';
import type { Json } from '../core/canonical.ts';
import { CaseEvent, CaseId } from '../core/case.ts';
import { gatherEvidence as gather } from '../core/evidence/gather.ts';
import { paths } from '../core/keys.ts';
import { parseOr } from '../core/parse.ts';
import type { Ports } from '../core/ports.ts';
import { readRecord } from '../core/read-record.ts';

const Payload = z.strictObject({ caseId: CaseId, round: z.number().int().positive(), server: z.string() });

/** The task's timeout is 30 s: everything must have been written before the engine gives up. */
const DEADLINE_MS = 26_000;

/** Asks the probes of one gather entry. */
export async function gatherEvidence(
  payload: unknown,
  ports: Pick<Ports, 'store' | 'dialects' | 'sleep' | 'toolsFor'>,
): Promise<Json> {
  const started = performance.now();
  const request = parseOr(Payload, payload, {
    code: 'EventMalformed',
    what: "GatherEvidence's payload",
    hint: 'It is {caseId, round, server}, as AskServers passes it.',
  });
  const { store, dialects, sleep } = ports;
  const event = await readRecord(store, CaseEvent, paths.event(request.caseId));
  await gather(request, {
    store,
    dialects,
    region: event.incident.alarms[0]?.region ?? '',
    tools: await ports.toolsFor(event),
    deadlineMs: DEADLINE_MS,
    elapsed: () => performance.now() - started,
    sleep,
  });
  return { done: true };
}
