import { nextWait, planRound } from '../../ask/plan-round.ts';
import type { Ask } from '../../case.ts';
import { entryOf } from '../../evidence/entries.ts';
import { knownBefore, recordAt } from '../../evidence/recording.ts';
import { type Checking, isBefore, same } from './checking.ts';

/** A round asks what follows from what was known, and counts the answers that were there. */
export function checkAsk(checking: Checking, ask: Ask): void {
  const { event, config, recording, failures, uncheckable } = checking;
  const name = `rounds/${ask.round}/ask.json`;
  const before = recording.asks.slice(0, ask.round - 1);
  const previous = before.at(-1);
  // After a round that asked nothing there is only the wait for late evidence.
  const awaited = previous !== undefined && previous.probes.length === 0;
  const waited = awaited
    ? nextWait(event.openedAt, before, recordAt(checking, previous.round).gaps)
    : undefined;
  if (awaited && waited === undefined) failures.push(`${name}: there was nothing left to wait for.`);
  const earliest = waited ?? previous?.now ?? event.openedAt;
  if (isBefore(ask.now, earliest))
    failures.push(`${name}: is from before ${earliest}, when it could be at the earliest.`);

  checkFailed(ask, previous, failures);
  if (Object.keys(ask.failed).length > 0) uncheckable.add('failed');
  checkUsed(checking, ask, previous);

  const known = knownBefore(checking, ask.round);
  const plan = planRound(event, config, before, known, {
    awaited,
    elapsedMs: ask.stop === 'deadline' ? Infinity : 0,
    calls: known.calls,
  });
  const { probes, stop, late, notAsked } = ask;
  const asked = { probes, notAsked, ...(stop && { stop }), ...(late && { late }) };
  if (!same(asked, plan))
    failures.push(`${name}: asks what does not follow from what was known, or gives another reason.`);
}

/** An error's name, as Step Functions passes it on. */
const ERROR_NAME = /^[\w.$:-]{1,128}$/;

function checkFailed({ round, failed }: Ask, previous: Ask | undefined, failures: string[]): void {
  const asked = new Set(previous?.probes.map(({ server }) => entryOf(server)));
  for (const [entry, error] of Object.entries(failed)) {
    if (!asked.has(entry)) {
      failures.push(`rounds/${round}/ask.json: says that ${entry} failed, which was not asked.`);
    } else if (!ERROR_NAME.test(error)) {
      failures.push(`rounds/${round}/ask.json: says that ${entry} failed with what is no error's name.`);
    }
  }
}

/**
 * What was known before is known still, and all that the round before was told; only of a server that failed as a whole
 * may calls have come too late, and those are the last of their question.
 */
function checkUsed({ recording, failures }: Checking, ask: Ask, previous: Ask | undefined): void {
  const name = `rounds/${ask.round}/ask.json`;
  const calls = new Map(recording.calls.map((call) => [call.id, call]));
  for (const [id, hash] of Object.entries(ask.used)) {
    const call = calls.get(id);
    if (call === undefined) failures.push(`calls/${id}.json: the analysis used it, and it is missing.`);
    else if (call.hash !== hash) {
      failures.push(`calls/${id}.json: its hash is not the one recorded in ${name}.`);
    }
  }
  const newest = new Map((previous?.probes ?? []).map(({ id, server }) => [id, entryOf(server)]));
  const usedBefore = new Set(Object.keys(previous?.used ?? {}));
  const cut = new Set<string>();
  for (const { id, probe } of recording.calls) {
    const entry = newest.get(probe);
    const used = Object.hasOwn(ask.used, id);
    if (entry === undefined) {
      if (used !== usedBefore.has(id)) {
        failures.push(
          `${name}: ${used ? 'counts' : 'leaves out'} calls/${id}.json, unlike the round before.`,
        );
      }
      continue;
    }
    const late = !used && Object.hasOwn(ask.failed, entry);
    if (!used && !late) failures.push(`${name}: leaves out calls/${id}.json, which was there.`);
    if (used && cut.has(probe))
      failures.push(`${name}: counts calls/${id}.json, and not the call before it.`);
    if (!used) cut.add(probe);
  }
}
