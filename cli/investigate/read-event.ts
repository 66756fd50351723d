import { readText } from '../../adapters/stores/read-text.ts';
import { Json } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import { EVENT_LIMITS, refuseExcess } from '../../core/json-limits.ts';

/** What EventBridge delivers, and as much again for white space. */
const MAX_BYTES = 2_000_000;

/** The JSON of one event, from a file or (`-`) from stdin. @throws CasefileError `EventMalformed` */
export async function readEvent(file: string): Promise<Json> {
  const code = 'EventMalformed';
  const what = `The event file ${file}`;
  const hint = 'Pass the JSON of one event, as EventBridge delivers it.';
  let content: string;
  try {
    const limit = { maxBytes: MAX_BYTES, code, what, hint } as const;
    content = await readText(file === '-' ? process.stdin : file, limit);
  } catch (cause) {
    if (cause instanceof CasefileError) throw cause;
    throw new CasefileError(code, `${what} can't be read.`, { hint, cause });
  }
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (cause) {
    throw new CasefileError(code, `${what} is not JSON.`, { hint, cause });
  }
  refuseExcess(data, EVENT_LIMITS, { code, what, hint });
  return Json.parse(data);
}
