import type { Incident } from '../case.ts';
import type { Entity } from '../entity.ts';
import { round } from '../round.ts';
import { hoursBefore } from '../words/hours-before.ts';
import type { FindingList } from './finding-list.ts';
import type { Series } from './series.ts';

/** How many invocations failed since the errors rose. */
export function readImpact(
  { id: name }: Entity,
  { window }: Incident,
  series: ReadonlyMap<string, Series>,
  findings: FindingList,
): void {
  const errors = series.get('errors');
  const invocations = series.get('invocations');
  const onset = errors?.shift?.onset.from;
  if (errors === undefined || invocations === undefined || onset === undefined) return;
  const failed = errors.value('sum', onset, window.to) ?? 0;
  const all = invocations.value('sum', onset, window.to) ?? 0;
  // Counts that can't be of the same invocations say nothing.
  if (all < 1 || failed < 0 || failed > all) return;
  const share = round(failed / all, 2);
  const failedTerm = errors.term('sum', onset, window.to);
  const allTerm = invocations.term('sum', onset, window.to);
  findings.add(
    'impact',
    { function: name, failed, all, since: onset, until: window.to },
    {
      op: 'all',
      of: [
        { op: 'equals', left: failedTerm, right: { value: failed } },
        { op: 'equals', left: allTerm, right: { value: all } },
        { op: 'ratio', of: failedTerm, over: allTerm, to: share, digits: 2 },
      ],
    },
  );
}

/** How often it was called before, and is now. */
export function readTraffic(
  { id: name }: Entity,
  { baseline, window }: Incident,
  all: ReadonlyMap<string, Series>,
  findings: FindingList,
): void {
  const series = all.get('invocations');
  if (series === undefined) return;
  // Only complete buckets can tell that traffic fell.
  const until = series.completeUntil < window.to ? series.completeUntil : window.to;
  const before = series.value('median', baseline.from, baseline.to);
  const after = series.value('median', window.from, until);
  if (before === undefined || after === undefined) return;
  findings.add(
    'traffic',
    {
      function: name,
      before: round(before, 1),
      after: round(after, 1),
      per: series.per,
      baseline: hoursBefore(baseline),
      since: window.from,
    },
    {
      op: 'all',
      of: [
        {
          op: 'rounds',
          left: series.term('median', baseline.from, baseline.to),
          to: round(before, 1),
          digits: 1,
        },
        { op: 'rounds', left: series.term('median', window.from, until), to: round(after, 1), digits: 1 },
      ],
    },
  );
}
