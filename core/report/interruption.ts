import { latestVerdict } from '../judge/latest-verdict.ts';
import { Ask } from '../case.ts';
import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';
import { readIfThere } from '../read-record.ts';
import { Manifest } from './manifest.ts';

/** Where a case's records end before its report was published. */
export interface Interruption {
  /** The last round that was asked, 0 if none was. */
  round: number;
  /** The newest verdict, 0 if there is none. */
  k: number;
}

/**
 * Whether a case's records end before they should, as those of a killed execution do. A verdict is reached when nothing
 * is asked any more, and the manifest that comes with its report is written last: a case is whole if the manifest knows
 * its last round, and that round asked nothing.
 */
export async function interruption(store: CaseStore, caseId: string): Promise<Interruption | undefined> {
  let last: Ask | undefined;
  for (let next; (next = await readIfThere(store, Ask, paths.ask(caseId, (last?.round ?? 0) + 1)));)
    last = next;
  const k = (await latestVerdict(store, caseId))?.k ?? 0;
  if (last === undefined) return { round: 0, k };
  const manifest = await readIfThere(store, Manifest, paths.manifest(caseId));
  const known =
    paths.ask(caseId, last.round).slice(paths.caseRoot(caseId).length) in (manifest?.records ?? {});
  return known && last.probes.length === 0 ? undefined : { round: last.round, k };
}
