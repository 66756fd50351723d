import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { CasefileError } from '../core/errors.ts';
import { CONFIG_HINT, type Config, parseConfig } from './config.ts';
import { pinsFileOf, readPins } from './pins-file.ts';

/** Reads casefile.yml and the pins beside it; without a file, the defaults. @throws CasefileError `ConfigInvalid` */
export async function readConfig(file?: string): Promise<Config> {
  if (file === undefined) return parseConfig({}, 'casefile.yml');
  return parseConfig(await readConfigData(file), basename(file));
}

/** What the file says, with each server's pins in it; not yet checked. @throws CasefileError `ConfigInvalid` */
export async function readConfigData(file: string): Promise<unknown> {
  const data = await readYaml(file);
  const known = Servers.safeParse(data).data;
  if (known === undefined) return data;
  const pins = await readPins(pinsFileOf(file));
  const pinned = Object.entries(known.servers).map(([name, server]): [string, object] => [
    name,
    pins[name] === undefined ? server : { ...server, pins: pins[name] },
  ]);
  return { ...known, servers: Object.fromEntries(pinned) };
}

const Servers = z.looseObject({ servers: z.record(z.string(), z.looseObject({})) });

async function readYaml(file: string): Promise<unknown> {
  try {
    return parseYaml(await readFile(file, 'utf8')) ?? {};
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    throw new CasefileError('ConfigInvalid', `${basename(file)} can't be read: ${why}`, {
      hint: CONFIG_HINT,
      cause,
    });
  }
}
