import type { Evidence, Incident } from '../case.ts';
import { type AnswerOf, type ArgsOf, capabilities } from '../evidence/capabilities.ts';
import { type Typed, evidenceOf } from '../evidence/typed-evidence.ts';
import { bucketValues, round, statOf } from '../proof/evaluate.ts';
import type { Stat, Term } from '../proof/predicate.ts';
import { clockTime } from '../time.ts';
import type { MetricFacts } from './facts.ts';
import type { FindingList } from './finding-list.ts';
import { findShift } from './metric-shift.ts';

type Metrics = Typed<ArgsOf<'metrics.range'>, AnswerOf<'metrics.range'>>;

/** Traffic within this factor of the baseline's is called steady. */
const STEADY_FACTOR = 1.5;

/** What the metrics say; undefined if they were not answered. */
export function readMetrics(
  incident: Incident,
  evidence: readonly Evidence[],
  findings: FindingList,
): MetricFacts | undefined {
  const metrics = evidenceOf('metrics.range', capabilities['metrics.range'], evidence).at(-1);
  if (metrics === undefined) return undefined;
  const facts = readAlarmMetric(incident, metrics, findings);
  const config = evidenceOf('function.config', capabilities['function.config'], evidence).at(-1);
  readThrottling(incident, metrics, config, findings, facts);
  return facts;
}

function readAlarmMetric(incident: Incident, metrics: Metrics, findings: FindingList): MetricFacts {
  const { baseline, window } = incident;
  const { periodSeconds } = metrics.args;
  const series = metrics.args.series.find(({ id }) => id === 'alarm');
  const points = metrics.answer.series['alarm'];
  if (series === undefined || points === undefined) return {};
  const per = perPeriod(periodSeconds);
  const shift = findShift(points, { baseline, window, periodSeconds, completeUntil: metrics.completeUntil });
  const over = (stat: Stat, from: string, to: string) => statTerm(metrics, 'alarm', stat, from, to);

  if (shift === undefined) {
    const highest = statOf(bucketValues(points, window.from, window.to, periodSeconds), 'max') ?? 0;
    return {
      steady: findings.add(
        'no-shift',
        `${series.name} did not leave its usual range: at most ${highest} ${per} since ${clockTime(window.from)}.`,
        { op: 'equals', left: over('max', window.from, window.to), right: { value: highest } },
      ),
    };
  }
  const before = round(shift.before, 1);
  const after = round(shift.after, 1);
  const facts: MetricFacts = {
    shift: {
      ...shift,
      finding: findings.add(
        'shift',
        `${series.name} rose from ${before} ${per} (median of the hour before) to ${after} (mean since ${clockTime(shift.onset.from)}).`,
        {
          op: 'all',
          of: [
            { op: 'rounds', left: over('median', baseline.from, baseline.to), to: before, digits: 1 },
            { op: 'rounds', left: over('mean', shift.onset.from, shift.until), to: after, digits: 1 },
            {
              op: 'less',
              left: { value: shift.threshold },
              right: over('sum', shift.onset.from, shift.onset.to),
            },
          ],
        },
        shift.onset.from,
      ),
    },
  };
  readImpact(incident, shift.onset.from, metrics, findings, facts);
  return facts;
}

/** How many invocations failed, and whether traffic itself changed. */
function readImpact(
  { baseline, window }: Incident,
  onset: string,
  metrics: Metrics,
  findings: FindingList,
  facts: MetricFacts,
): void {
  const { errors, invocations } = metrics.answer.series;
  if (errors === undefined || invocations === undefined) return;
  const { periodSeconds } = metrics.args;
  const sum = (points: typeof errors) =>
    statOf(bucketValues(points, onset, window.to, periodSeconds), 'sum') ?? 0;
  const failed = sum(errors);
  const all = sum(invocations);
  if (all > 0) {
    const share = round(failed / all, 2);
    const errorsTerm = statTerm(metrics, 'errors', 'sum', onset, window.to);
    const allTerm = statTerm(metrics, 'invocations', 'sum', onset, window.to);
    facts.impact = {
      failed,
      invocations: all,
      finding: findings.add(
        'impact',
        `${failed} of ${all} invocations failed since ${clockTime(onset)} (${Math.round(share * 100)} %), as far as counted by ${clockTime(window.to)}.`,
        {
          op: 'all',
          of: [
            { op: 'equals', left: errorsTerm, right: { value: failed } },
            { op: 'equals', left: allTerm, right: { value: all } },
            { op: 'ratio', of: errorsTerm, over: allTerm, to: share, digits: 2 },
          ],
        },
      ),
    };
  }
  // Only complete buckets can tell that traffic fell.
  const until = metrics.completeUntil < window.to ? metrics.completeUntil : window.to;
  const before = statOf(bucketValues(invocations, baseline.from, baseline.to, periodSeconds), 'median');
  const after = statOf(bucketValues(invocations, window.from, until, periodSeconds), 'median');
  if (before === undefined || after === undefined) return;
  const steady = after <= before * STEADY_FACTOR && before <= after * STEADY_FACTOR;
  facts.traffic = {
    steady,
    finding: findings.add(
      'traffic',
      `Traffic ${steady ? 'stayed about the same' : 'changed'}: ${round(before, 1)} invocations ${perPeriod(periodSeconds)} in the hour before, ${round(after, 1)} since ${clockTime(window.from)} (medians).`,
      {
        op: 'all',
        of: [
          {
            op: 'rounds',
            left: statTerm(metrics, 'invocations', 'median', baseline.from, baseline.to),
            to: round(before, 1),
            digits: 1,
          },
          {
            op: 'rounds',
            left: statTerm(metrics, 'invocations', 'median', window.from, until),
            to: round(after, 1),
            digits: 1,
          },
        ],
      },
    ),
  };
}

function readThrottling(
  { baseline, window }: Incident,
  metrics: Metrics,
  config: { id: string; answer: { reservedConcurrency?: number | undefined } } | undefined,
  findings: FindingList,
  facts: MetricFacts,
): void {
  const { throttles, concurrency } = metrics.answer.series;
  const { periodSeconds } = metrics.args;
  if (throttles === undefined) return;
  const shift = findShift(throttles, {
    baseline,
    window,
    periodSeconds,
    completeUntil: metrics.completeUntil,
  });
  if (shift === undefined) return;
  const total = statOf(bucketValues(throttles, shift.onset.from, window.to, periodSeconds), 'sum') ?? 0;
  facts.throttles = {
    onset: shift.onset.from,
    finding: findings.add(
      'throttles',
      `${total} invocations were throttled since ${clockTime(shift.onset.from)}.`,
      {
        op: 'equals',
        left: statTerm(metrics, 'throttles', 'sum', shift.onset.from, window.to),
        right: { value: total },
      },
      shift.onset.from,
    ),
  };
  const limit = config?.answer.reservedConcurrency;
  const peak = statOf(bucketValues(concurrency ?? [], shift.onset.from, window.to, undefined), 'max');
  if (config === undefined || limit === undefined || peak === undefined || peak < limit) return;
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
        {
          op: 'equals',
          left: {
            evidence: metrics.id,
            path: ['series', 'concurrency'],
            stat: 'max',
            from: shift.onset.from,
            to: window.to,
          },
          right: { value: peak },
        },
      ],
    },
  );
}

function statTerm(metrics: Metrics, series: string, stat: Stat, from: string, to: string): Term {
  return {
    evidence: metrics.id,
    path: ['series', series],
    stat,
    from,
    to,
    everySeconds: metrics.args.periodSeconds,
  };
}

function perPeriod(seconds: number): string {
  return seconds === 60 ? 'a minute' : `per ${seconds} s`;
}
