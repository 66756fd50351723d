import { dirname, join } from 'node:path';
import * as z from 'zod';
import { CasefileError } from '../../core/errors.ts';
import { parseOr } from '../../core/parse.ts';
import { readText } from '../stores/read-text.ts';
import { writeWhole } from '../stores/write-whole.ts';

const NAME = 'casefile-mcp.lock.json';
const HINT = 'Write it anew with: casefile mcp pin';
const MAX_BYTES = 1_000_000;

/** Hashes of tool definitions, by server and tool. */
const PinsFile = z.strictObject({
  v: z.literal(1),
  servers: z.record(z.string(), z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/))),
});
export type PinsByServer = z.infer<typeof PinsFile>['servers'];

/** It lies beside the configuration. */
export function pinsFileOf(configFile: string): string {
  return join(dirname(configFile), NAME);
}

/** Nothing where there is no file. @throws CasefileError `ConfigInvalid` */
export async function readPins(file: string): Promise<PinsByServer> {
  let text: string;
  try {
    text = await readText(file, { maxBytes: MAX_BYTES, code: 'ConfigInvalid', what: NAME, hint: HINT });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new CasefileError('ConfigInvalid', `${NAME} is no JSON.`, { hint: HINT, cause });
  }
  return parseOr(PinsFile, data, { code: 'ConfigInvalid', what: NAME, hint: HINT }).servers;
}

export async function writePins(file: string, servers: PinsByServer): Promise<void> {
  const ordered = byName(
    Object.fromEntries(Object.entries(servers).map(([name, tools]) => [name, byName(tools)])),
  );
  await writeWhole(file, `${JSON.stringify({ v: 1, servers: ordered }, null, 2)}\n`, { replace: true });
}

function byName<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
