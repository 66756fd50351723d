import type { Incident } from '../case.ts';
import type { EvidenceIndex, Typed } from '../evidence/evidence-index.ts';
import type { LogPattern } from '../logs/mine-patterns.ts';
import { type LineReading, readLine } from '../logs/read-line.ts';
import { patternFinder } from '../logs/same-pattern.ts';
import { type Logged, quotable } from '../words/log-words.ts';
import type { Finding, Predicate, Term } from '../proof/predicate.ts';
import { hoursBefore } from '../words/hours-before.ts';
import { round } from '../round.ts';
import { MINUTE, since } from '../time.ts';
import { meaningOf } from './failure-meaning.ts';
import { uniqueBy } from './unique-by.ts';
import type { FindingList } from './finding-list.ts';

type Logs = Typed<'logs.patterns'>;

export interface ErrorPattern {
  finding: Finding;
  /** Lines of it in the window. */
  count: number;
  /** A line of it, as it was logged. */
  sample: string;
  /** What it says. */
  reading: LineReading;
  /** The finding that it says so; absent where nothing of it is known, or that it is the code's own. */
  saysFinding?: Finding;
  /** Of one that was there before: how many times as often it is logged now, for some minutes, and still. */
  surge?: { times: number; finding: Finding };
  /** When it was first logged; absent if older lines were left unread. */
  began?: string;
  versions: string[];
  /** The finding that says which versions log it. */
  versionFinding?: Finding;
  /** The finding that says where it is thrown. */
  frameFinding?: Finding;
}

/** What the window's error lines are, by patterns that make up a good part of the excess. */
export interface LogFacts {
  /** Proven not to be in the baseline; most excess first. */
  newErrors: ErrorPattern[];
  /** In the baseline too. */
  knownErrors: ErrorPattern[];
  /** Proof that no error line was logged in the window at all. */
  quiet?: Finding;
  /** Lines were left unread, or one side was read another way: what is not among these proves nothing. */
  partial: boolean;
}

/** A pattern with less than this share of the excess explains nothing: rare errors are always somewhere new. */
const MIN_EXCESS_SHARE = 0.25;
/** Patterns that become findings. */
const MAX_PATTERNS = 3;

/** Compares the window's error lines of a group with the baseline's; undefined unless both were read. */
export function readLogs(
  incident: Incident,
  logGroup: string,
  evidence: EvidenceIndex,
  findings: FindingList,
): LogFacts | undefined {
  const all = evidence.of('logs.patterns').filter(({ args }) => args.logGroup === logGroup);
  const { window, baseline } = comparable(incident, all);
  if (window === undefined || baseline === undefined) return undefined;

  // Lines that were not read, or were looked for in another way, could hold a pattern: then its absence proves
  // nothing.
  const readInFull =
    !baseline.answer.truncated &&
    baseline.completeUntil >= baseline.args.to &&
    baseline.args.via === window.args.via;
  const provesAbsence = ({ sample }: LogPattern) =>
    readInFull && baseline.answer.leftOut.every((words) => !sample.includes(words));
  const facts: LogFacts = {
    newErrors: [],
    knownErrors: [],
    partial: !readInFull || window.answer.truncated || window.answer.leftOut.length > 0,
  };
  const read: Read = { window, baseline, words: hoursBefore(incident.baseline), findings };
  for (const { pattern, before } of telling(window, baseline)) {
    if (before !== undefined) facts.knownErrors.push(knownError(pattern, before, read));
    else if (provesAbsence(pattern)) facts.newErrors.push(newError(pattern, read));
  }
  const { errorLines, truncated, leftOut } = window.answer;
  if (errorLines === 0 && !truncated && leftOut.length === 0) facts.quiet = noErrors(logGroup, read);
  return facts;
}

/** Fewer new lines than these are of something rare. */
const MIN_NEW_LINES = 5;

/** Does the group's window have an error, more than once or twice, that its baseline has not? */
export function hasNewErrors(incident: Incident, logGroup: string, evidence: EvidenceIndex): boolean {
  const all = evidence.of('logs.patterns').filter(({ args }) => args.logGroup === logGroup);
  const { window, baseline } = comparable(incident, all);
  if (window === undefined || baseline === undefined) return false;
  return telling(window, baseline).some(
    ({ pattern, before }) => before === undefined && pattern.count >= MIN_NEW_LINES,
  );
}

/** Window and baseline, if possible read in the same way. */
function comparable(incident: Incident, all: readonly Logs[]): { window?: Logs; baseline?: Logs } {
  const newest = (to: string, via?: Logs['args']['via']) =>
    all.findLast(({ args }) => args.to === to && (via === undefined || args.via === via));
  const pair = (via?: Logs['args']['via']) => {
    const window = newest(incident.window.to, via);
    const baseline = newest(incident.baseline.to, via);
    return { ...(window && { window }), ...(baseline && { baseline }) };
  };
  const both = [pair('query'), pair('scan')].find(({ window, baseline }) => window && baseline);
  return both ?? pair();
}

interface Read {
  window: Logs;
  baseline: Logs;
  /** `the hour before` */
  words: string;
  findings: FindingList;
}

interface Compared {
  pattern: LogPattern;
  before: LogPattern | undefined;
  excess: number;
}

/** The patterns that make up the excess over the baseline's rate, most first. */
function telling(window: Logs, baseline: Logs): Compared[] {
  const scale = since(window.args.from, window.args.to) / since(baseline.args.from, baseline.args.to);
  const known = patternFinder(baseline.answer.patterns);
  const compared = uniqueBy(window.answer.patterns, ({ pattern }) => pattern).map((pattern) => {
    const before = known(pattern.pattern);
    return { pattern, before, excess: pattern.count - (before?.count ?? 0) * scale };
  });
  const total = compared.reduce((sum, { excess }) => sum + Math.max(0, excess), 0);
  return compared
    .filter(({ excess }) => excess > 0 && excess >= MIN_EXCESS_SHARE * total)
    .sort((a, b) => b.excess - a.excess)
    .slice(0, MAX_PATTERNS);
}

function noErrors(logGroup: string, { window, findings }: Read): Finding {
  const read = (field: string): Term => ({ evidence: window.id, path: [field] });
  return findings.add(
    'no-error-lines',
    { group: logGroup, since: window.args.from },
    {
      op: 'all',
      of: [
        { op: 'equals', left: read('errorLines'), right: { value: 0 } },
        { op: 'equals', left: read('truncated'), right: { value: false } },
        { op: 'equals', left: read('leftOut'), right: { value: [] } },
      ],
    },
  );
}

function knownError(
  pattern: LogPattern,
  before: LogPattern,
  { window, baseline, words, findings }: Read,
): ErrorPattern {
  const finding = findings.add(
    'known-error',
    {
      ...loggedIn(window, pattern),
      since: window.args.from,
      before: { count: before.count, atLeast: isPartial(baseline, before) },
      baseline: words,
    },
    { op: 'all', of: [logged(window, pattern), logged(baseline, before)] },
  );
  const surge = surgeOf(pattern, before, { window, baseline, words, findings });
  return {
    finding,
    versions: pattern.versions,
    count: pattern.count,
    sample: pattern.sample,
    reading: readLine(pattern.sample),
    ...(surge && { surge }),
  };
}

/** Usual errors flare up for a minute or two: from so many times the usual, in so many minutes, and until now, it is more. */
const SURGE_TIMES = 5;
const SURGE_MINUTES = 5;
const STILL_MS = 3 * MINUTE;

function surgeOf(
  pattern: LogPattern,
  before: LogPattern,
  { window, baseline, words, findings }: Read,
): ErrorPattern['surge'] {
  if (isPartial(baseline, before) || baseline.completeUntil < baseline.args.to) return undefined;
  const spans = since(window.args.from, window.args.to) / since(baseline.args.from, baseline.args.to);
  const more = pattern.count / before.count;
  const times = Math.floor(more / spans);
  const until = window.completeUntil < window.args.to ? window.completeUntil : window.args.to;
  const goesOn = since(pattern.last, until) <= STILL_MS;
  if (times < SURGE_TIMES || pattern.busyMinutes < SURGE_MINUTES || !goesOn) return undefined;
  const of = ({ id }: Logs, one: LogPattern, field: string): Term => ({
    evidence: id,
    path: ['patterns', { pattern: one.pattern }, field],
  });
  const finding = findings.add(
    'error-surged',
    {
      pattern: quotable(pattern.pattern),
      times,
      minutes: pattern.busyMinutes,
      last: pattern.last,
      baseline: words,
    },
    {
      op: 'all',
      of: [
        {
          op: 'ratio',
          of: of(window, pattern, 'count'),
          over: of(baseline, before, 'count'),
          to: round(more, 2),
          digits: 2,
        },
        { op: 'equals', left: of(window, pattern, 'busyMinutes'), right: { value: pattern.busyMinutes } },
        { op: 'equals', left: of(window, pattern, 'last'), right: { value: pattern.last } },
      ],
    },
  );
  return { times, finding };
}

function newError(pattern: LogPattern, { window, baseline, words, findings }: Read): ErrorPattern {
  // If the oldest lines of the window were not read, the first one that was says nothing about the onset.
  const began = isPartial(window, pattern) ? undefined : pattern.first;
  const { leftOut } = baseline.answer;
  const finding = findings.add(
    'new-error',
    { ...loggedIn(window, pattern), since: began ?? window.args.from, baseline: words, leftOut },
    {
      op: 'all',
      of: [
        logged(window, pattern),
        { op: 'equals', left: { evidence: baseline.id, path: ['leftOut'] }, right: { value: leftOut } },
        {
          op: 'none',
          in: { evidence: baseline.id, path: ['patterns'] },
          where: { pattern: pattern.pattern },
        },
        { op: 'equals', left: { evidence: baseline.id, path: ['truncated'] }, right: { value: false } },
        { op: 'complete', evidence: baseline.id, until: baseline.args.to },
      ],
    },
    began,
  );
  const at = (field: string) => ({
    evidence: window.id,
    path: ['patterns', { pattern: pattern.pattern }, field],
  });
  const reading = readLine(pattern.sample);
  const { frame, says } = reading;
  const meaning = meaningOf(reading);
  return {
    finding,
    count: pattern.count,
    sample: pattern.sample,
    reading,
    versions: pattern.versions,
    ...(meaning !== undefined &&
      says !== undefined &&
      pattern.sample.includes(says) && {
        saysFinding: findings.add(
          'error-says',
          { pattern: quotable(pattern.pattern), meaning },
          { op: 'contains', in: at('sample'), text: says },
        ),
      }),
    ...(began !== undefined && { began }),
    ...(pattern.versions.length > 0 && {
      versionFinding: findings.add(
        'error-versions',
        { pattern: quotable(pattern.pattern), versions: pattern.versions },
        { op: 'equals', left: at('versions'), right: { value: pattern.versions } },
      ),
    }),
    ...(frame !== undefined &&
      pattern.sample.includes(frame) && {
        frameFinding: findings.add('thrown-at', { frame }, { op: 'contains', in: at('sample'), text: frame }),
      }),
  };
}

/** Were lines of the pattern left unread? */
function isPartial({ answer }: Logs, { sample }: LogPattern): boolean {
  return answer.truncated || answer.leftOut.some((words) => sample.includes(words));
}

function logged({ id, answer }: Logs, { pattern, count, first }: LogPattern): Predicate {
  return {
    op: 'all',
    of: [
      { op: 'some', in: { evidence: id, path: ['patterns'] }, where: { pattern, count, first } },
      {
        op: 'equals',
        left: { evidence: id, path: ['truncated'] },
        right: { value: answer.truncated },
      },
    ],
  };
}

function loggedIn(logs: Logs, one: LogPattern): Logged {
  return { pattern: quotable(one.pattern), count: one.count, atLeast: isPartial(logs, one) };
}
