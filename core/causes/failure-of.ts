import type { FailureMode } from '../logs/failure-mode.ts';
import type { LineReading } from '../logs/read-line.ts';

/** What the code that runs can do wrong by itself, whatever it was given and whatever it calls. */
const OF_CODE: readonly (FailureMode | 'unknown')[] = [
  'own-error',
  'cannot-start',
  'bad-setting',
  'slow',
  'exhausted',
  'too-large',
  'rejected-input',
];

/** Whether an error can be of the code itself. One in unknown words may be. */
export function mayBeOfCode({ mode, callee, seconds }: LineReading): boolean {
  if (callee === true) return false;
  // That a call took too long is another's; that the invocation did may be ours.
  if (mode === 'slow') return seconds !== undefined;
  return mode === 'unknown' || OF_CODE.includes(mode);
}

/** Whether an error is, as far as its words tell, of the code itself. One in unknown words is not known to be. */
export function isOfCode(reading: LineReading): boolean {
  return reading.mode !== 'unknown' && mayBeOfCode(reading);
}
