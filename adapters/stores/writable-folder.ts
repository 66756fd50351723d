import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { whyNotWritten } from './write-failure.ts';
import { CasefileError } from '../../core/errors.ts';

/**
 * Makes the folder and makes sure that files can be made in it, by making one: permissions say little of `/proc`, and
 * nothing to root.
 * @throws CasefileError `BadUsage`
 */
export async function writableFolder(folder: string): Promise<void> {
  const probe = join(folder, `${randomUUID()}.tmp`);
  try {
    await makeFolder(folder);
    await writeFile(probe, '', { flag: 'wx' });
    await rm(probe);
  } catch (cause) {
    const known = whyNotWritten(cause);
    if (known === undefined) throw cause;
    throw new CasefileError('BadUsage', `Nothing can be written to ${folder}: ${known.why}.`, {
      hint: 'Pass another folder with --out.',
      cause,
    });
  }
}
