import type { Incident, Range } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { round, statOf } from '../proof/evaluate.ts';
import type { Finding, Predicate } from '../proof/predicate.ts';
import { DAY, clockTime, since } from '../time.ts';
import { hoursBefore } from './baseline-words.ts';
import { digitsFor } from './digits.ts';
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
    const steady = saySteady(STEADY, incident, series, findings);
    if (steady !== undefined) facts.steady = steady;
  }
  return facts;
}

/** `Errors rose from 0 a minute (median of the hour before) to 13 (mean since 03:08:00).` */
export function sayShift(
  kind: string,
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
    `${name}${of} ${up ? 'rose' : 'fell'} from ${before}${per} (median of ${hoursBefore(baseline)}) to ${round(after, digits)} (mean since ${clockTime(shift.onset.from)}).`,
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

/** Kinds of the finding that a series stayed where it was, and that it came back. */
const STEADY = { within: 'no-shift', back: 'came-back' };

export function saySteady(
  kinds: { within: string; back: string },
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
  const [most, far] = up ? ['at most', 'up to'] : ['at least', 'down to'];
  return findings.addIfHolds(
    within ? kinds.within : kinds.back,
    within
      ? `${name}${of} stayed within what is usual: ${most} ${round(extreme, digits)}${per} since ${clockTime(window.from)}, where ${far} ${limit} is.`
      : `${name}${of} ${up ? 'rose' : 'fell'} to ${round(extreme, digits)}${per} after ${clockTime(window.from)} and did not stay ${up ? 'above' : 'below'} ${limit}, ${far} which is usual.`,
    {
      op: 'all',
      of: [peak, within ? { op: 'atMost', left: low, right: high } : { op: 'less', left: high, right: low }],
    },
  );
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
      `${name} was as ${direction === 'up' ? 'high' : 'low'} at this time ${days === 1 ? 'a day' : `${days} days`} ago: ${round(then, digits)}${per} then, ${round(now, digits)} now.`,
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
