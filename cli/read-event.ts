import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { Json } from '../core/canonical.ts';
import { CasefileError } from '../core/errors.ts';

/** The JSON of one event, from a file or (`-`) from stdin. @throws CasefileError `EventMalformed` */
export async function readEvent(file: string): Promise<Json> {
  const hint = 'Pass the JSON of one event, as EventBridge delivers it.';
  let content: string;
  try {
    content = file === '-' ? await readStream(process.stdin) : await readFile(file, 'utf8');
  } catch (cause) {
    throw new CasefileError('EventMalformed', `The event file ${file} can't be read.`, { hint, cause });
  }
  try {
    return Json.parse(JSON.parse(content));
  } catch (cause) {
    throw new CasefileError('EventMalformed', `The event file ${file} is not JSON.`, { hint, cause });
  }
}
