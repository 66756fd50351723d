import * as z from 'zod';
import type { Json } from '../core/canonical.ts';
import { clip } from '../core/clip.ts';
import { parseOr } from '../core/parse.ts';
import type { Ports } from '../core/ports.ts';
import { cleanText } from '../core/clean/clean-texts.ts';

/** EventBridge's "Step Functions Execution Status Change". */
const Failed = z.looseObject({
  detail: z.looseObject({
    name: z.string(),
    executionArn: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

const MAX_CAUSE_CHARS = 500;

/** Tells the on-call that the investigation itself failed: no path ends in silence. Not a state. */
export async function reportFailure(
  payload: unknown,
  { publishers }: Pick<Ports, 'publishers'>,
): Promise<Json> {
  const { detail } = parseOr(Failed, payload, {
    code: 'EventMalformed',
    what: 'This is not a status change of an execution',
    hint: 'Pass a "Step Functions Execution Status Change" event.',
  });
  const { name, executionArn, status, error, cause } = detail;
  const why = [error, cause].filter((part) => part !== undefined && part !== null && part !== '').join(': ');
  const text = cleanText(
    `The investigation ${name} itself failed (${status}${why === '' ? '' : `: ${clip(why, MAX_CAUSE_CHARS)}`}). Nothing is known about the alarm's cause. What was gathered is kept; the execution can be redriven: ${executionArn}`,
  );
  const settled = await Promise.allSettled(
    publishers.map(({ publish }) => publish({ kind: 'failure', text })),
  );
  const rejected = settled.find((result) => result.status === 'rejected');
  if (rejected !== undefined) throw rejected.reason;
  return { told: publishers.map(({ channel }) => channel) };
}
