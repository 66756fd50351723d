import { CasefileError } from '../../core/errors.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';

/** Copies the records of a case that are not there yet. @returns how many there are @throws CasefileError `CaseNotFound` */
export async function copyCase(caseId: string, from: CaseStore, to: CaseStore): Promise<number> {
  const records = await from.list(paths.caseRoot(caseId));
  if (!records.includes(paths.event(caseId))) {
    throw new CasefileError('CaseNotFound', `There is no case ${caseId}.`, {
      hint: 'A case id is what a report names it; the bucket keeps cases for as long as `deployment.caseDays` says.',
    });
  }
  await Promise.all(
    records.map(async (path) => {
      const stored = await from.get(path);
      if (stored !== undefined) await to.putIfAbsent(path, stored.value);
    }),
  );
  return records.length;
}
