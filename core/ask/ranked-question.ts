import type { Incident } from '../case.ts';
import { RANKING_SECONDS, type Ranking } from '../observe/ranked-series.ts';
import { DAY, since } from '../time.ts';
import { type Question, ask } from './ask.ts';

/** How far back Metrics Insights looks. */
const LOOKS_BACK_MS = 14 * DAY;
const MAX_SERIES = 20;

/** Which resources of a type have most of something; nothing if the incident is too old for the answer. */
export function rankedQuestion(
  { id, metric, dimension }: Ranking,
  { baseline, window }: Incident,
  openedAt: string,
): Question[] {
  if (since(baseline.from, openedAt) >= LOOKS_BACK_MS) return [];
  const expression = `SELECT SUM(${metric.name}) FROM SCHEMA("${metric.namespace}", ${dimension}) GROUP BY ${dimension} ORDER BY SUM() DESC LIMIT ${MAX_SERIES}`;
  return [
    ask('metrics.range', {
      from: baseline.from,
      to: window.to,
      periodSeconds: RANKING_SECONDS,
      series: [],
      expressions: [{ id, expression }],
    }),
  ];
}
