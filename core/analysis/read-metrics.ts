import type { Evidence, Incident } from '../case.ts';
import { capabilities } from '../evidence/capabilities.ts';
import { evidenceOf } from '../evidence/typed-evidence.ts';
import { round } from '../proof/evaluate.ts';
import type { Predicate } from '../proof/predicate.ts';
import { clockTime } from '../time.ts';
import { hoursBefore } from './baseline-words.ts';
import type { MetricFacts } from './facts.ts';
import type { FindingList } from './finding-list.ts';
import { type Series, readSeries } from './series.ts';

/**
 * What the metrics say; undefined if they were not answered.
 * @param judged whether a rise of the alarm's metric is what the alarm is about
 */
export function readMetrics(
  incident: Incident,
  evidence: readonly Evidence[],
  findings: FindingList,
  judged: boolean,
): MetricFacts | undefined {
  const series = readSeries(incident, evidence);
  if (series.size === 0) return undefined;
  const facts: MetricFacts = {};
  const alarm = series.get('alarm');
  if (alarm !== undefined && judged) readAlarmMetric(incident, alarm, findings, facts);
  readImpact(incident, series, findings);
  readTraffic(incident, series.get('invocations'), findings);
  readThrottling(incident, series, evidence, findings, facts);
  return facts;
}

function readAlarmMetric(
  { baseline, window }: Incident,
  series: Series,
  findings: FindingList,
  facts: MetricFacts,
): void {
  const { name, per, usual, shift } = series;
  if (usual === undefined) return;
  const { threshold } = usual;
  const max = series.value('max', window.from, window.to);
  const after = shift && series.value('mean', shift.onset.from, shift.until);
  if (shift !== undefined && after !== undefined) {
    const digits = digitsFor(after);
    const before = round(usual.median, digits);
    facts.shift = {
      ...shift,
      finding: findings.add(
        'shift',
        `${name} rose from ${before}${per} (median of ${hoursBefore(baseline)}) to ${round(after, digits)} (mean since ${clockTime(shift.onset.from)}).`,
        {
          op: 'all',
          of: [
            { op: 'rounds', left: series.term('median', baseline.from, baseline.to), to: before, digits },
            {
              op: 'rounds',
              left: series.term('mean', shift.onset.from, shift.until),
              to: round(after, digits),
              digits,
            },
            {
              op: 'less',
              left: { value: threshold },
              right: series.term('max', shift.onset.from, shift.onset.to),
            },
          ],
        },
        shift.onset.from,
      ),
    };
  } else if (max !== undefined) {
    const digits = digitsFor(max);
    const peak: Predicate = {
      op: 'rounds',
      left: series.term('max', window.from, window.to),
      to: round(max, digits),
      digits,
    };
    const limit = round(threshold, digits);
    const within = max <= threshold;
    facts.steady = findings.add(
      within ? 'no-shift' : 'came-back',
      within
        ? `${name} stayed within what is usual: at most ${round(max, digits)}${per} since ${clockTime(window.from)}, where up to ${limit} is.`
        : `${name} rose to ${round(max, digits)}${per} after ${clockTime(window.from)} and did not stay above ${limit}, up to which is usual.`,
      {
        op: 'all',
        of: [
          peak,
          within
            ? { op: 'atMost', left: series.term('max', window.from, window.to), right: { value: threshold } }
            : { op: 'less', left: { value: threshold }, right: series.term('max', window.from, window.to) },
        ],
      },
    );
  }
}

/** Decimals that show a value: one, or for values below 1 enough for two figures. */
function digitsFor(value: number): number {
  const size = Math.abs(value);
  return size === 0 || size >= 1 ? 1 : Math.min(8, 1 - Math.floor(Math.log10(size)));
}

/** How many invocations failed since the errors rose. */
function readImpact({ window }: Incident, series: Map<string, Series>, findings: FindingList): void {
  const errors = series.get('errors');
  const invocations = series.get('invocations');
  const onset = errors?.shift?.onset.from;
  if (errors === undefined || invocations === undefined || onset === undefined) return;
  const failed = errors.value('sum', onset, window.to) ?? 0;
  const all = invocations.value('sum', onset, window.to) ?? 0;
  if (all === 0) return;
  const share = round(failed / all, 2);
  const failedTerm = errors.term('sum', onset, window.to);
  const allTerm = invocations.term('sum', onset, window.to);
  findings.add(
    'impact',
    `${failed} of ${all} invocations failed since ${clockTime(onset)} (${Math.round(share * 100)} %), as far as counted by ${clockTime(window.to)}.`,
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

function readTraffic(
  { baseline, window }: Incident,
  series: Series | undefined,
  findings: FindingList,
): void {
  if (series === undefined) return;
  // Only complete buckets can tell that traffic fell.
  const until = series.completeUntil < window.to ? series.completeUntil : window.to;
  const before = series.value('median', baseline.from, baseline.to);
  const after = series.value('median', window.from, until);
  if (before === undefined || after === undefined) return;
  findings.add(
    'traffic',
    `Traffic: ${round(before, 1)} invocations${series.per} in ${hoursBefore(baseline)}, ${round(after, 1)} since ${clockTime(window.from)} (medians).`,
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

function readThrottling(
  { window }: Incident,
  series: Map<string, Series>,
  evidence: readonly Evidence[],
  findings: FindingList,
  facts: MetricFacts,
): void {
  const throttles = series.get('throttles');
  const onset = throttles?.shift?.onset.from;
  if (throttles === undefined || onset === undefined) return;
  const total = throttles.value('sum', onset, window.to) ?? 0;
  facts.throttles = findings.add(
    'throttles',
    `${total} invocations were throttled since ${clockTime(onset)}.`,
    { op: 'equals', left: throttles.term('sum', onset, window.to), right: { value: total } },
    onset,
  );
  const config = evidenceOf('function.config', capabilities['function.config'], evidence).at(-1);
  const limit = config?.answer.reservedConcurrency;
  const concurrency = series.get('concurrency');
  const peak = concurrency?.value('max', onset, window.to);
  if (config === undefined || limit === undefined || concurrency === undefined || peak === undefined) return;
  if (peak < limit) return;
  facts.concurrencyAtLimit = findings.add(
    'concurrency-at-limit',
    `Concurrency reached ${peak}; ${limit} is reserved.`,
    {
      op: 'all',
      of: [
        {
          op: 'equals',
          left: { evidence: config.id, path: ['reservedConcurrency'] },
          right: { value: limit },
        },
        { op: 'equals', left: concurrency.term('max', onset, window.to), right: { value: peak } },
      ],
    },
  );
}
