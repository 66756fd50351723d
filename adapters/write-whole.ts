import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';

/** Writes a file that appears whole or not at all. @returns false if it is there and is not to be replaced */
export async function writeWhole(
  file: string,
  text: string,
  { replace }: { replace: boolean },
): Promise<boolean> {
  const beside = `${file}.${randomUUID()}.tmp`;
  const handle = await open(beside, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    if (replace) await rename(beside, file);
    else await link(beside, file);
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  } finally {
    await rm(beside, { force: true });
  }
}

function isThere(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST';
}
