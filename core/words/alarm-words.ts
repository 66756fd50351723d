import { clockTime } from '../time.ts';
import { wording } from './wording.ts';

const COMPARISONS: Record<string, string> = {
  GreaterThanOrEqualToThreshold: 'at or above',
  GreaterThanThreshold: 'above',
  LessThanThreshold: 'below',
  LessThanOrEqualToThreshold: 'at or below',
};

/** How an alarm compares, or undefined for what the words don't tell. */
export function comparisonWords(comparison: string | undefined): string | undefined {
  return COMPARISONS[comparison ?? ''];
}

const since = (time: string | undefined, before: string) =>
  time === undefined ? '' : `${before}since ${clockTime(time)}`;

export const ALARM_WORDS = {
  alarm: wording<{ name: string; state: string; at: string; origin?: 'drill' | 'request' }>(
    ({ name, state, at, origin }) =>
      origin === 'request'
        ? `Somebody asked at ${clockTime(at)} about ${name}; no alarm did.`
        : `${origin === 'drill' ? 'This is a drill: ' : ''}Alarm ${name} went to ${state} at ${clockTime(at)}.`,
  ),
  'alarm-settings': wording<{
    name: string;
    comparison: string;
    threshold: number;
    needed: number;
    periods: number;
    periodSeconds: number;
  }>(
    ({ name, comparison, threshold, needed, periods, periodSeconds }) =>
      `Alarm ${name} goes off when ${needed} of ${periods} periods of ${periodSeconds} s are ${comparisonWords(comparison)} ${threshold}.`,
  ),
  'red-child': wording<{ of: string; name: string; since?: string }>(
    ({ of, name, since: time }) =>
      `Of the alarms that ${of} is made of, ${name} is in ALARM${since(time, ' ')}.`,
  ),
  'also-red': wording<{ name: string; since?: string }>(
    ({ name, since: time }) => `Alarm ${name} is red too${since(time, ', ')}.`,
    14,
  ),
  'aws-health': wording<{ code: string; service: string; region: string; start: string; status: string }>(
    ({ code, service, region, start, status }) =>
      `AWS Health tells of ${code} of ${service} in ${region} since ${clockTime(start)} (${status}).`,
    13,
  ),
  'alarm-edited': wording<{
    name: string;
    at: string;
    how: 'created' | 'edited' | 'created or edited';
    lead: string;
  }>(
    ({ name, at, how, lead }) =>
      `Alarm ${name} itself was ${how} at ${clockTime(at)}, ${lead} before it went off.`,
  ),
  target: wording<{ targets: string[]; found: string }>(
    ({ targets, found }) => `The incident is about ${targets.join(', ')}, ${found}.`,
    15,
  ),
  'refers-to': wording<{ from: string; setting: string; to: string }>(
    ({ from, setting, to }) => `The setting ${setting} of ${from} names ${to}.`,
  ),
  reads: wording<{ reader: string; source: string }>(({ reader, source }) => `${reader} reads ${source}.`),
};
