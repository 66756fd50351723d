import { access, constants, mkdir } from 'node:fs/promises';
import { CasefileError } from '../core/errors.ts';

/** Makes the folder and makes sure that files can be made in it. @throws CasefileError `BadUsage` */
export async function writableFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new CasefileError('BadUsage', `Nothing can be written to ${folder}.`, {
      hint: 'Pass another folder with --out.',
      cause,
    });
  }
}
