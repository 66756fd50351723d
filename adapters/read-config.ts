import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { CasefileError } from '../core/errors.ts';
import { CONFIG_HINT, type Config, parseConfig } from './config.ts';

/** Reads casefile.yml; without a file, the defaults. @throws CasefileError `ConfigInvalid` */
export async function readConfig(file?: string): Promise<Config> {
  if (file === undefined) return parseConfig({}, 'casefile.yml');
  let data: unknown;
  try {
    data = parseYaml(await readFile(file, 'utf8')) ?? {};
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    throw new CasefileError('ConfigInvalid', `${basename(file)} can't be read: ${why}`, {
      hint: CONFIG_HINT,
      cause,
    });
  }
  return parseConfig(data, basename(file));
}
