import { hashOf } from '../../canonical.ts';
import { recordAt } from '../../evidence/recording.ts';
import { Manifest } from '../manifest.ts';
import type { Checking } from './checking.ts';
import type { Ended } from './course.ts';
import { parsed } from './read-case.ts';

const NAME = 'manifest.json';

/**
 * The manifest lists all that was there when it was written: after each report, and at the incident's end. A case that
 * ended before it was written again misses it.
 */
export function checkManifest(checking: Checking, { stageOf, published, notReached }: Ended): void {
  const { caseId, records, checked, failures, missing } = checking;
  const manifest = parsed(Manifest, NAME, checking);
  if (!records.has(NAME)) missing.push(NAME);
  if (manifest === undefined) return;
  if (manifest.caseId !== caseId) failures.push(`${NAME}: is of case ${manifest.caseId}.`);

  const { records: listed } = manifest;
  for (const [name, hash] of Object.entries(listed)) {
    checked.records++;
    const value = records.get(name);
    if (value === undefined) failures.push(`${name}: the manifest lists it, and it is missing.`);
    else if (hashOf(value) !== hash && !(name === 'evidence.json' && wasEvidence(checking, hash))) {
      failures.push(`${name}: changed since the manifest was written.`);
    }
  }
  // Evidence is replaced in its place, so it is of every manifest.
  const stages = Object.keys(listed).flatMap((name) =>
    name === 'evidence.json' ? [] : (stageOf.get(name) ?? []),
  );
  const written = Math.max(0, ...stages);
  const unlisted = [...records.keys()].filter((name) => name !== NAME && !Object.hasOwn(listed, name));
  const late = lateRecords(checking);
  const open: string[] = [];
  for (const name of unlisted) {
    if (late.has(name) || !stageOf.has(name)) continue;
    const stage = name === 'evidence.json' ? 0 : stageOf.get(name);
    if (stage !== undefined && stage <= written) failures.push(`${name}: the manifest does not list it.`);
    else open.push(name);
  }
  // At the incident's end it is written whatever is under way.
  if (!Object.hasOwn(listed, 'resolution.json')) {
    if (!published.includes(written)) failures.push(`${NAME}: lists what was written after it.`);
    const gone = notReached.filter((name) => (stageOf.get(name) ?? Infinity) <= written);
    failures.push(...gone.map((name) => `${name}: is missing, and the manifest was written after it.`));
  }
  if (open.length > 0 && missing.length === 0) missing.push(`${NAME} (with ${open.join(', ')})`);
}

/** A late round replaces the evidence, and is under way until it has written the manifest. */
function wasEvidence(checking: Checking, hash: string): boolean {
  return checking.recording.asks.some(
    ({ probes, round }) => probes.length === 0 && hashOf(recordAt(checking, round)) === hash,
  );
}

/** What a server that had failed as a whole wrote nevertheless may have come after the manifest. */
function lateRecords({ recording }: Checking): ReadonlySet<string> {
  const used = recording.asks.at(-1)?.used ?? {};
  const failed = recording.asks.flatMap(({ round, failed: entries }) =>
    Object.keys(entries).map((entry) => `rounds/${round - 1}/${entry}.json`),
  );
  const calls = recording.calls.flatMap(({ id }) => (Object.hasOwn(used, id) ? [] : [`calls/${id}.json`]));
  return new Set([...failed, ...calls]);
}
