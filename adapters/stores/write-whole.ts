import { randomUUID } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../error-code.ts';
import { makeFolder } from './make-folder.ts';
import { writeFailure } from './write-failure.ts';

/**
 * Writes a file that appears whole or not at all, and makes its folder. Whatever happens, nothing is left beside it.
 * @returns false if it is there and is not to be replaced
 * @throws CasefileError `WriteFailed`
 */
export async function writeWhole(
  file: string,
  text: string,
  { replace }: { replace: boolean },
): Promise<boolean> {
  const beside = `${file}.${randomUUID()}.tmp`;
  try {
    await makeFolder(dirname(file));
    await writeFile(beside, text, { flag: 'wx', flush: true });
    if (replace) await rename(beside, file);
    else if (!(await linked(beside, file))) return false;
    return true;
  } catch (error) {
    throw writeFailure(file, error);
  } finally {
    await rm(beside, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
