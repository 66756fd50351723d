import { type Ask, type Call, type Probe, V } from '../../case.ts';
import { entryOf } from '../../evidence/entries.ts';
import { MAX_CALLS_PER_PROBE, callHash } from '../../evidence/gather.ts';
import { type Checking, same } from './checking.ts';

/** The calls of a round are those that its questions make, one after the other, and each server's record lists them. */
export function checkAnswers(checking: Checking, ask: Ask): void {
  const { recording, records, course, failures } = checking;
  const failed = recording.asks[ask.round]?.failed ?? {};
  const entries = Map.groupBy(ask.probes, ({ server }) => entryOf(server));
  course.next();
  for (const [entry, probes] of entries) {
    const how = Object.hasOwn(failed, entry) ? 'maybe' : 'always';
    const calls = probes.flatMap((probe) => checkProbe(checking, probe, how));
    const name = `rounds/${ask.round}/${entry}.json`;
    if (!course.writes(name, how) || !records.has(name)) continue;
    const listed = calls.map(({ id, hash }) => ({ id, hash }));
    if (!same(records.get(name), { v: V, round: ask.round, server: entry, calls: listed })) {
      failures.push(`${name}: does not list the calls of its questions.`);
    }
  }
}

/** @returns the calls of a question as they are recorded */
function checkProbe(
  { event, config, dialects, recording, course, checked, failures }: Checking,
  probe: Probe,
  how: 'always' | 'maybe',
): Call[] {
  const dialect = dialects[config.servers.find(({ name }) => name === probe.server)?.dialect ?? ''];
  const region = event.incident.alarms[0]?.region ?? '';
  const recorded = new Map(recording.calls.map((call) => [call.id, call]));
  const calls: Call[] = [];
  while (calls.length < MAX_CALLS_PER_PROBE) {
    const next = dialect?.next(probe, calls, region);
    if (next === undefined) break;
    const id = `${probe.id}.${calls.length + 1}`;
    const name = `calls/${id}.json`;
    const call = recorded.get(id);
    course.writes(name, how);
    if (call === undefined) break;
    checked.calls++;
    if (callHash(call) !== call.hash) failures.push(`${name}: its content does not match its hash.`);
    const { tool, args } = next;
    const made = { probe: call.probe, server: call.server, tool: call.tool, args: call.args };
    if (!same(made, { probe: probe.id, server: probe.server, tool, args })) {
      failures.push(`${name}: is not the call that its question makes.`);
    }
    calls.push(call);
    if ('failure' in call.outcome) break;
  }
  return calls;
}
