import type { FailureMode } from '../logs/failure-mode.ts';
import type { LineReading } from '../logs/read-line.ts';

/** What only the code that runs, or what it is set to, does wrong. */
const OF_CODE: readonly (FailureMode | 'unknown')[] = ['own-error', 'cannot-start', 'bad-setting'];
/** What the code can bring, and what it is given as well: more of it, or something larger. */
const OF_CODE_OR_INPUT: readonly (FailureMode | 'unknown')[] = ['exhausted', 'too-large', 'rejected-input'];

/** Whether an error can be of the code itself. One in unknown words may be. */
export function mayBeOfCode(reading: LineReading): boolean {
  const { mode, callee, seconds } = reading;
  if (callee === true) return false;
  // That a call took too long is another's; that the invocation did may be ours.
  if (mode === 'slow') return seconds !== undefined;
  return mode === 'unknown' || OF_CODE.includes(mode) || OF_CODE_OR_INPUT.includes(mode);
}

/** Whether an error is, as its words tell, of the code itself and of nothing that it was given. */
export function isOfCode({ mode, callee, says = '' }: LineReading): boolean {
  // Whose certificate does not fit is not known.
  return callee !== true && OF_CODE.includes(mode) && !/cert|ssl|tls|pkix/i.test(says);
}
