import type { Incident, Range } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { round } from '../round.ts';
import { statOf } from '../proof/evaluate.ts';
import type { Finding, Predicate } from '../proof/predicate.ts';
import { DAY, since } from '../time.ts';
import { hoursBefore } from '../words/hours-before.ts';
import { digitsFor } from '../words/digits.ts';
import type { FindingList } from './finding-list.ts';
import { type Series, readJudged, readSeasons } from './series.ts';

export interface JudgedFacts {
  series: Series;
  /** Present if it left its baseline and stayed there. */
  shift?: { onset: Range; until: string; finding: Finding };
  /** Present if it did not leave its baseline, or came back to it. */
  steady?: Finding;
  /** It was as high, or as low, at the same time on an earlier day. */
  seasonal?: Finding;
}

/** Did what the alarm judges leave its baseline? Undefined if it could not be read. */
export function readJudgedMetric(
  incident: Incident,
  evidence: EvidenceIndex,
  findings: FindingList,
): JudgedFacts | undefined {
  const series = readJudged(incident, evidence);
  if (series === undefined) return undefined;
  const facts: JudgedFacts = { series };
  const shift = sayShift('shift', incident, series, findings);
  if (shift !== undefined && series.shift !== undefined) {
    facts.shift = { ...series.shift, finding: shift };
    const seasonal = readSeason(incident, series, evidence, findings);
    if (seasonal !== undefined) facts.seasonal = seasonal;
  } else {
    const steady = saySteady('judged', incident, series, findings);
    if (steady !== undefined) facts.steady = steady;
  }
  return facts;
}

/** `Errors rose from 0 a minute (median of the hour before) to 13 (mean since 03:08:00).` */
export function sayShift(
  kind: 'shift' | 'trouble' | 'slower' | 'ageing',
  { baseline }: Incident,
  series: Series,
  findings: FindingList,
  of = '',
) {
  const { name, per, usual, shift, direction } = series;
  const after = shift && series.value('mean', shift.onset.from, shift.until);
  if (usual === undefined || shift === undefined || after === undefined) return undefined;
  const digits = digitsFor(after);
  const before = round(usual.median, digits);
  const up = direction === 'up';
  const limit = { value: usual.threshold };
  const beyond = series.term(up ? 'max' : 'min', shift.onset.from, shift.onset.to);
  return findings.addIfHolds(
    kind,
    {
      name,
      of,
      per,
      up,
      before,
      after: round(after, digits),
      baseline: hoursBefore(baseline),
      since: shift.onset.from,
    },
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
        up ? { op: 'less', left: limit, right: beyond } : { op: 'less', left: beyond, right: limit },
      ],
    },
    shift.onset.from,
  );
}

/** That a series stayed where it was, or came back: what the alarm judges, or a sign of trouble of a resource. */
export function saySteady(
  what: 'judged' | 'trouble',
  { window }: Incident,
  series: Series,
  findings: FindingList,
  of = '',
) {
  const { name, per, usual, direction } = series;
  const up = direction === 'up';
  const until = up || series.completeUntil > window.to ? window.to : series.completeUntil;
  const extreme = series.value(up ? 'max' : 'min', window.from, until);
  if (usual === undefined || extreme === undefined) return undefined;
  const { threshold } = usual;
  const digits = digitsFor(extreme);
  const term = series.term(up ? 'max' : 'min', window.from, until);
  const peak: Predicate = { op: 'rounds', left: term, to: round(extreme, digits), digits };
  const limit = round(threshold, digits);
  const within = up ? extreme <= threshold : extreme >= threshold;
  const bound = { value: threshold };
  const [low, high] = up ? [term, bound] : [bound, term];
  const predicate: Predicate = {
    op: 'all',
    of: [peak, within ? { op: 'atMost', left: low, right: high } : { op: 'less', left: high, right: low }],
  };
  const data = { name, of, per, up, extreme: round(extreme, digits), limit, since: window.from };
  return what === 'trouble'
    ? findings.addIfHolds('calm', { ...data, within }, predicate)
    : findings.addIfHolds(within ? 'no-shift' : 'came-back', data, predicate);
}

/** As high as this share of now counts as high then, too. */
const AS_FAR = 0.9;

/** Was it about as far out at the same time on an earlier day? Then that is how this time is. */
function readSeason(incident: Incident, series: Series, evidence: EvidenceIndex, findings: FindingList) {
  const { shift, direction, per, name } = series;
  const stat = direction === 'up' ? 'max' : 'min';
  const now = shift && series.value(stat, shift.onset.from, shift.until);
  if (now === undefined) return undefined;
  for (const { id, range, points } of readSeasons(incident, evidence)) {
    const then = statOf(
      points.map(({ v }) => v),
      stat,
    );
    if (then === undefined || (direction === 'up' ? then < AS_FAR * now : then * AS_FAR > now)) continue;
    const digits = digitsFor(then);
    const days = Math.round(since(range.from, incident.window.from) / DAY);
    return findings.add(
      'seasonal',
      {
        name,
        up: direction === 'up',
        days,
        earlier: round(then, digits),
        now: round(now, digits),
        per,
      },
      {
        op: 'all',
        of: [
          {
            op: 'rounds',
            left: { evidence: id, path: ['series', 'alarm'], stat, from: range.from, to: range.to },
            to: round(then, digits),
            digits,
          },
          {
            op: 'rounds',
            left: series.term(stat, shift?.onset.from ?? '', shift?.until ?? ''),
            to: round(now, digits),
            digits,
          },
        ],
      },
    );
  }
  return undefined;
}
