import { appendFileSync } from 'node:fs';
import { writeFailure } from './write-failure.ts';

/** Appends lines to a log beside a case. The first line that can't be written is said to `warn`, and ends the log, nothing else. */
export function appendLog(file: string, warn: (message: string) => void): (line: string) => void {
  let ended = false;
  return (line) => {
    if (ended) return;
    try {
      appendFileSync(file, `${line}\n`);
    } catch (cause) {
      ended = true;
      const failure = writeFailure(file, cause);
      warn(failure instanceof Error ? failure.message : String(failure));
    }
  };
}
