import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CaseEvent } from '../../core/case.ts';
import { CasefileError } from '../../core/errors.ts';
import { paths } from '../../core/keys.ts';
import { parseRecord } from '../../core/read-record.ts';
import type { CaseStore } from '../../core/ports.ts';
import { folderStore } from './folder-store.ts';

/**
 * Opens one case by its folder, wherever it lies and whatever the folder is called.
 * @throws CasefileError `CaseNotFound`, `CaseCorrupt`
 */
export async function openCaseFolder(folder: string): Promise<{ store: CaseStore; caseId: string }> {
  const root = resolve(folder);
  const isFolder = await stat(root).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw new CasefileError('CaseNotFound', `There is no case at ${folder}.`, {
      hint: 'Pass the folder of a case: it holds event.json and calls/.',
    });
  }
  const hint = 'Pass the folder of a case, or restore event.json from a copy.';
  const store = folderStore(root);
  const stored = await store.get('event.json');
  if (stored === undefined) {
    throw new CasefileError('CaseCorrupt', `${folder} has no readable event.json.`, { hint });
  }
  const { caseId } = parseRecord(CaseEvent, stored, 'event.json');
  return { store: mounted(store, paths.caseRoot(caseId)), caseId };
}

/** The same records, seen below `prefix`. */
function mounted(store: CaseStore, prefix: string): CaseStore {
  const below = (path: string) => {
    if (!path.startsWith(prefix)) throw new TypeError(`${path} is not part of the case`);
    return path.slice(prefix.length);
  };
  return {
    get: (path) => store.get(below(path)),
    putIfAbsent: (path, value) => store.putIfAbsent(below(path), value),
    replaceIf: (path, value, etag) => store.replaceIf(below(path), value, etag),
    list: async (path) => (await store.list(below(path))).map((name) => `${prefix}${name}`),
  };
}
