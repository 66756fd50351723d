import { basename } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { CasefileError } from '../../core/errors.ts';
import { YAML_LIMITS, refuseExcess } from '../../core/json-limits.ts';
import { CONFIG_HINT, type Config, parseConfig } from './config.ts';
import { pinsFileOf, readPins } from '../servers/pins-file.ts';
import { readText } from '../stores/read-text.ts';

/** People write it by hand; of a larger file the parser would make minutes of work. */
const MAX_BYTES = 64_000;

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
  const code = 'ConfigInvalid';
  const what = basename(file);
  const hint = CONFIG_HINT;
  let data: unknown;
  try {
    data = parsed(await readText(file, { maxBytes: MAX_BYTES, code, what, hint })) ?? {};
  } catch (cause) {
    if (cause instanceof CasefileError) throw cause;
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    throw new CasefileError(code, `${what} can't be read: ${why}`, { hint, cause });
  }
  refuseExcess(data, YAML_LIMITS, { code, what, hint });
  return data;
}

/** What the parser would only warn of, a tag that means nothing here, is refused too. */
function parsed(text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem === undefined) return document.toJS({ maxAliasCount: 100 });
  const { line, col } = lines.linePos(problem.pos[0]);
  const what = problem.code === 'RESOURCE_EXHAUSTION' ? 'it is nested too deep' : problem.message;
  throw new Error(`${what} at line ${line}, column ${col}`, { cause: problem });
}
