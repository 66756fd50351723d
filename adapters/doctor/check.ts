import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../../core/time.ts';
import { explainAwsError, policyStatement } from '../account/explain-aws-error.ts';
import { refusalOf } from './refusal.ts';

/** `note` is nothing wrong, and good to know; `unknown` could not be found out. */
export type Outcome = 'ok' | 'note' | 'failed' | 'unknown';

export interface Checked {
  outcome: Outcome;
  says: string;
  /** The line that mends it. */
  mend?: string;
}

export interface Check {
  name: string;
  run: (signal: AbortSignal) => Promise<Checked>;
}

export type Result = Checked & { name: string };

const CHECK_MS = 5 * SECOND;
/** For a check to say itself what was not answered. */
const GRACE_MS = SECOND;

export const ok = (says: string): Checked => ({ outcome: 'ok', says });
export const note = (says: string, mend?: string): Checked => ({
  outcome: 'note',
  says,
  ...(mend !== undefined && { mend }),
});
export const failed = (says: string, mend: string): Checked => ({ outcome: 'failed', says, mend });
export const unknown = (says: string, mend?: string): Checked => ({
  outcome: 'unknown',
  says,
  ...(mend !== undefined && { mend }),
});

/** All at once, each bounded in time; results in the order of the checks. */
export function runChecks(checks: readonly Check[], timeoutMs = CHECK_MS): Promise<Result[]> {
  return Promise.all(
    checks.map(async ({ name, run }) => {
      const over = new AbortController();
      // Not every wait of the SDK ends with the signal.
      const late = sleep(timeoutMs + GRACE_MS, undefined, { signal: over.signal }).then(() =>
        Promise.reject(new DOMException('too late', 'TimeoutError')),
      );
      const checked = await Promise.race([run(AbortSignal.timeout(timeoutMs)), late]).catch(notFoundOut);
      over.abort();
      late.catch(() => undefined);
      return { name, ...checked };
    }),
  );
}

/** Whoever asks may lack a right that what is deployed has. */
function notFoundOut(error: unknown): Checked {
  const refusal = refusalOf(error);
  switch (refusal.kind) {
    case 'late':
      return unknown('AWS did not answer in time.', 'Run it again; check the network if it stays so.');
    case 'throttled':
      return unknown('AWS is asked too often just now.', 'Run it again in a minute.');
    case 'denied':
      return refusal.action === undefined
        ? unknown(`You may not look: ${refusal.text}`)
        : unknown(
            `You may not look: ${refusal.action} is not granted to you.`,
            `Add to your policy: ${policyStatement([refusal.action])}`,
          );
    case 'other': {
      const { message, hint } = explainAwsError(error);
      return unknown(message, hint);
    }
  }
}
