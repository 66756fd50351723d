import type { Evidence, Incident } from '../case.ts';
import { capabilities } from '../evidence/capabilities.ts';
import { evidenceOf } from '../evidence/typed-evidence.ts';
import { DAY, since } from '../time.ts';
import { type Question, ask } from './ask.ts';
import { findShift, usualOf } from './metric-shift.ts';

const ID = 'failing';
/** The functions of the account with the most errors; Metrics Insights looks back two weeks. */
const QUERY =
  'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName ORDER BY SUM() DESC LIMIT 20';
const LOOKS_BACK_MS = 14 * DAY;
const PERIOD_SECONDS = 60;

/** Which functions fail, for an alarm that is about something else, or does not say what it is about. */
export function failingQuestion({ baseline, window }: Incident, openedAt: string): Question[] {
  if (since(baseline.from, openedAt) >= LOOKS_BACK_MS) return [];
  return [
    ask('metrics.range', {
      from: baseline.from,
      to: window.to,
      periodSeconds: PERIOD_SECONDS,
      series: [],
      expressions: [{ id: ID, expression: QUERY }],
    }),
  ];
}

/** The functions whose errors rose, most errors first, and the evidence that tells it. */
export function failingFunctions(
  { baseline, window }: Incident,
  evidence: readonly Evidence[],
): { evidence: string; names: string[] } | undefined {
  const read = evidenceOf('metrics.range', capabilities['metrics.range'], evidence).findLast(({ args }) =>
    args.expressions.some(({ id }) => id === ID),
  );
  if (read === undefined) return undefined;
  const rising = Object.entries(read.answer.series).flatMap(([key, points]) => {
    const name = key.startsWith(`${ID}:`) ? key.slice(ID.length + 1) : '';
    const options = {
      baseline,
      window,
      periodSeconds: PERIOD_SECONDS,
      completeUntil: read.completeUntil,
      absentIsZero: true,
    };
    const usual = usualOf(points, options);
    const shift = usual && findShift(points, usual, options);
    if (name === '' || shift === undefined) return [];
    const errors = points.filter(({ t }) => t >= shift.onset.from).reduce((sum, { v }) => sum + v, 0);
    return [{ name, errors }];
  });
  rising.sort((a, b) => b.errors - a.errors || (a.name < b.name ? -1 : 1));
  return { evidence: read.id, names: rising.map(({ name }) => name) };
}
