import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A file of the package. Sources and the bundle both lie one folder below the package's root. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

export async function readPackageJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(packageFile(path), 'utf8'));
}
