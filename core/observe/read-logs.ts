import type { Incident } from '../case.ts';
import { type LogPattern } from '../evidence/capabilities.ts';
import type { EvidenceIndex, Typed } from '../evidence/evidence-index.ts';
import { type Logged, quotable } from '../words/log-words.ts';
import type { Finding, Predicate, Term } from '../proof/predicate.ts';
import { hoursBefore } from '../words/hours-before.ts';
import { since } from '../time.ts';
import type { FindingList } from './finding-list.ts';
import { type Signature, signatureOf } from './signatures.ts';
import { uniqueBy } from './unique-by.ts';

type Logs = Typed<'logs.patterns'>;

export interface ErrorPattern {
  finding: Finding;
  /** Lines of it in the window. */
  count: number;
  /** A line of it, as it was logged. */
  sample: string;
  signature: Signature;
  /** The finding that it says what its signature says. */
  signatureFinding?: Finding;
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
  const provesAbsence =
    !baseline.answer.truncated &&
    baseline.completeUntil >= baseline.args.to &&
    baseline.args.via === window.args.via;
  const facts: LogFacts = {
    newErrors: [],
    knownErrors: [],
    partial: !provesAbsence || window.answer.truncated,
  };
  const read: Read = { window, baseline, words: hoursBefore(incident.baseline), findings };
  for (const { pattern, before } of telling(window, baseline)) {
    if (before !== undefined) facts.knownErrors.push(knownError(pattern, before, read));
    else if (provesAbsence) facts.newErrors.push(newError(pattern, read));
  }
  if (window.answer.linesRead === 0 && !window.answer.truncated) facts.quiet = noErrors(logGroup, read);
  return facts;
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

/** Lines that say themselves that they are no errors, whatever words are in them. */
const NO_ERROR = /^(?:INFO|DEBUG|TRACE)\b/;

interface Compared {
  pattern: LogPattern;
  before: LogPattern | undefined;
  excess: number;
}

/** The patterns that make up the excess over the baseline's rate, most first. */
function telling(window: Logs, baseline: Logs): Compared[] {
  const scale = since(window.args.from, window.args.to) / since(baseline.args.from, baseline.args.to);
  const known = new Map(baseline.answer.patterns.map((pattern) => [pattern.pattern, pattern]));
  const compared = uniqueBy(window.answer.patterns, ({ pattern }) => pattern)
    .filter(({ pattern }) => !NO_ERROR.test(pattern))
    .map((pattern) => {
      const before = known.get(pattern.pattern);
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
        { op: 'equals', left: read('linesRead'), right: { value: 0 } },
        { op: 'equals', left: read('truncated'), right: { value: false } },
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
      before: { count: before.count, atLeast: baseline.answer.truncated },
      baseline: words,
    },
    { op: 'all', of: [logged(window, pattern), logged(baseline, before)] },
  );
  return {
    finding,
    versions: pattern.versions,
    count: pattern.count,
    sample: pattern.sample,
    signature: signatureOf(pattern.sample),
  };
}

function newError(pattern: LogPattern, { window, baseline, words, findings }: Read): ErrorPattern {
  // If the oldest lines of the window were not read, the first one that was says nothing about the onset.
  const began = window.answer.truncated ? undefined : pattern.first;
  const finding = findings.add(
    'new-error',
    { ...loggedIn(window, pattern), since: began ?? window.args.from, baseline: words },
    {
      op: 'all',
      of: [
        logged(window, pattern),
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
  const frame = topFrame(pattern.sample);
  const signature = signatureOf(pattern.sample);
  return {
    finding,
    count: pattern.count,
    sample: pattern.sample,
    signature,
    versions: pattern.versions,
    ...(signature.kind !== 'own' && {
      signatureFinding: findings.add(
        'error-says',
        { pattern: quotable(pattern.pattern), meaning: meaningOf(signature) },
        { op: 'contains', in: at('sample'), text: signature.says },
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
    ...(frame !== undefined && {
      frameFinding: findings.add('thrown-at', { frame }, { op: 'contains', in: at('sample'), text: frame }),
    }),
  };
}

/** In words of ours: a log line may not put its own here. */
function meaningOf(signature: Exclude<Signature, { kind: 'own' }>): string {
  switch (signature.kind) {
    case 'denied':
      return signature.action === undefined ? 'that access is denied' : `that ${signature.action} is denied`;
    case 'throttled':
      return signature.meaning;
    case 'timeout':
      return `that the invocation was ended after ${signature.seconds} s, the function's timeout`;
    case 'memory':
      return 'that the invocation ran out of memory';
    case 'callee':
      return 'that a function it called failed by itself';
    case 'network':
      return signature.host === undefined
        ? 'that a call over the network failed'
        : `that a call to ${signature.host} failed`;
  }
}

/**
 * The first frame of a JavaScript stack that is the function's own code: `priceOf (/var/task/src/price.js:27:34)`.
 * Names and paths only: a log line may not put sentences here.
 */
function topFrame(sample: string): string | undefined {
  const frames = sample.matchAll(
    /\bat ((?:(?:async |new )?[\w$.<>]{1,80} \()?\/var\/task\/[\w./@+-]{1,200}:\d{1,7}:\d{1,7}\)?)/g,
  );
  for (const [, frame = ''] of frames) if (!frame.includes('node_modules')) return frame;
  return undefined;
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

function loggedIn({ answer }: Logs, { pattern, count }: LogPattern): Logged {
  return { pattern: quotable(pattern), count, atLeast: answer.truncated };
}
