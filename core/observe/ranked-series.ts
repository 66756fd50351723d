import type { Incident } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { DAY, since } from '../time.ts';
import { type Question, ask } from '../ask/ask.ts';
import { findShift, usualOf } from './metric-shift.ts';

/** Metrics Insights looks back two weeks, and answers one query a call. */
const LOOKS_BACK_MS = 14 * DAY;
const PERIOD_SECONDS = 60;

/** Of all resources of a kind in the account, those with most of something: who fails, what throttles. */
const QUERIES = {
  failing: { namespace: 'AWS/Lambda', dimension: 'FunctionName', metric: 'Errors' },
  throttledWrites: { namespace: 'AWS/DynamoDB', dimension: 'TableName', metric: 'WriteThrottleEvents' },
  throttledReads: { namespace: 'AWS/DynamoDB', dimension: 'TableName', metric: 'ReadThrottleEvents' },
} as const;
type Ranking = keyof typeof QUERIES;
const MAX_SERIES = 20;

export function rankedQuestion(
  ranking: Ranking,
  { baseline, window }: Incident,
  openedAt: string,
): Question[] {
  if (since(baseline.from, openedAt) >= LOOKS_BACK_MS) return [];
  const { namespace, dimension, metric } = QUERIES[ranking];
  const expression = `SELECT SUM(${metric}) FROM SCHEMA("${namespace}", ${dimension}) GROUP BY ${dimension} ORDER BY SUM() DESC LIMIT ${MAX_SERIES}`;
  return [
    ask('metrics.range', {
      from: baseline.from,
      to: window.to,
      periodSeconds: PERIOD_SECONDS,
      series: [],
      expressions: [{ id: ranking, expression }],
    }),
  ];
}

/** The resources whose count rose, the highest first, and the evidence that tells it. */
export function risingIn(
  ranking: Ranking,
  { baseline, window }: Incident,
  evidence: EvidenceIndex,
): { evidence: string; names: string[] } | undefined {
  const read = evidence
    .of('metrics.range')
    .findLast(({ args }) => args.expressions.some(({ id }) => id === ranking));
  if (read === undefined) return undefined;
  const options = {
    baseline,
    window,
    periodSeconds: PERIOD_SECONDS,
    completeUntil: read.completeUntil,
    absentIsZero: true,
  };
  const rising = Object.entries(read.answer.series).flatMap(([key, points]) => {
    const name = key.startsWith(`${ranking}:`) ? key.slice(ranking.length + 1) : '';
    const usual = usualOf(points, options);
    const shift = usual && findShift(points, usual, options);
    if (name === '' || shift === undefined) return [];
    const count = points.filter(({ t }) => t >= shift.onset.from).reduce((sum, { v }) => sum + v, 0);
    return [{ name, count }];
  });
  rising.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return { evidence: read.id, names: rising.map(({ name }) => name) };
}
