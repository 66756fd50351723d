import { clip } from '../clip.ts';
import { clockTime } from '../time.ts';
import { wording } from './wording.ts';

const QUOTE_CHARS = 140;

/** A pattern of log lines, and how often it was logged; `atLeast`: lines were left unread. */
export type Logged = { pattern: string; count: number; atLeast: boolean };

/** A log line's pattern, cut to what is quoted. */
export function quotable(pattern: string): string {
  return pattern.length > QUOTE_CHARS ? `${clip(pattern, QUOTE_CHARS - 1)}…` : pattern;
}

/** Marked as a quotation that it can't end itself: it is not ours. */
function quote(pattern: string): string {
  return `“${pattern.replace(/[“”]/g, '"')}”`;
}

/** `25 times`; `at least 25 times` if lines were left unread. */
function times({ count, atLeast }: Pick<Logged, 'count' | 'atLeast'>): string {
  const least = atLeast ? 'at least ' : '';
  return count === 1 ? `${least}once` : `${least}${count} times`;
}

export const LOG_WORDS = {
  'new-error': wording<Logged & { since: string; baseline: string; leftOut: string[] }>(
    ({ since, baseline, leftOut, ...logged }) =>
      `${quote(logged.pattern)} was logged ${times(logged)} since ${clockTime(since)}, and never in ${baseline}${leftOut.length === 0 ? '' : `, of which frequent lines (${leftOut.map(quote).join(', ')}) were read in part`}.`,
    6,
  ),
  'known-error': wording<
    Logged & { since: string; before: { count: number; atLeast: boolean }; baseline: string }
  >(
    ({ since, before, baseline, ...logged }) =>
      `${quote(logged.pattern)} was logged ${times(logged)} since ${clockTime(since)}, and also ${times(before)} in ${baseline}.`,
    7,
  ),
  'error-surged': wording<{
    pattern: string;
    times: number;
    minutes: number;
    last: string;
    baseline: string;
  }>(
    ({ pattern, times: more, minutes, last, baseline }) =>
      `${quote(pattern)} comes at least ${more} times as often as in ${baseline}: in ${minutes} minutes, the last at ${clockTime(last)}.`,
    7,
  ),
  'error-versions': wording<{ pattern: string; versions: string[] }>(
    ({ pattern, versions }) =>
      versions.length === 1
        ? `Every line of ${quote(pattern)} comes from version ${versions[0]}.`
        : `The lines of ${quote(pattern)} come from versions ${versions.join(', ')}.`,
    8,
  ),
  'error-says': wording<{ pattern: string; meaning: string }>(
    ({ pattern, meaning }) => `${quote(pattern)} says ${meaning}.`,
  ),
  'thrown-at': wording<{ frame: string }>(({ frame }) => `It is thrown at ${frame}.`),
  'no-error-lines': wording<{ group: string; since: string }>(
    ({ group, since }) => `No error line is in ${group} since ${clockTime(since)}.`,
  ),
};
