import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../error-code.ts';

/**
 * Makes a folder and those above it. By hand: `recursive` of Node tries for ever below `/proc`, where nothing can be made
 * and nothing is said to be in the way.
 */
export async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (isThere) return;
  const above = dirname(folder);
  if (above !== folder) await makeFolder(above);
  await mkdir(folder).catch((error: unknown) => {
    // Somebody else may make it at the same time.
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}
