import * as z from 'zod';
import { CaseId, V } from '../case.ts';
import { hashOf } from '../canonical.ts';
import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';

/** manifest.json: the hash of every record of a case, written last. */
export const Manifest = z.strictObject({
  v: z.literal(V),
  caseId: CaseId,
  /** By path below the case's folder. */
  records: z.record(z.string(), z.string()),
});

export async function manifestOf(store: CaseStore, caseId: string): Promise<z.infer<typeof Manifest>> {
  const root = paths.caseRoot(caseId);
  const others = (await store.list(root)).filter((path) => path !== paths.manifest(caseId));
  const hashes = await Promise.all(
    others.map(async (path): Promise<[string, string][]> => {
      const stored = await store.get(path);
      return stored === undefined ? [] : [[path.slice(root.length), hashOf(stored.value)]];
    }),
  );
  return { v: V, caseId, records: Object.fromEntries(hashes.flat()) };
}

/** Written again if somebody else wrote meanwhile: the end of an incident and a late report may coincide. */
export async function writeManifest(store: CaseStore, caseId: string): Promise<void> {
  const path = paths.manifest(caseId);
  for (let attempt = 0; attempt < 20; attempt++) {
    const before = await store.get(path);
    if (await store.replaceIf(path, await manifestOf(store, caseId), before?.etag)) return;
  }
}
