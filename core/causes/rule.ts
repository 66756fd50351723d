import { type Entity, isSame } from '../entity.ts';
import type { Change } from '../ledger/change.ts';
import type { ErrorPattern } from '../observe/read-logs.ts';
import { mayBeOfCode } from './failure-of.ts';
import { type Facts, type SubjectFacts, seenOf } from './facts.ts';
import type { Incident, Range } from '../case.ts';
import type { Hypothesis, Sign } from '../verdict.ts';
import { HOUR, MINUTE, since } from '../time.ts';

/** A hypothesis before it is weighed. */
export type Candidate = Omit<Hypothesis, 'id' | 'score' | 'band' | 'resource'> & { resource: Entity };

/**
 * A kind of cause: looks at one resource among the facts and says, for each candidate, what it expects to see.
 * What was expected and is not there counts against it. A sign that can't be judged is `unknown`.
 */
export type Rule = (subject: SubjectFacts, facts: Facts) => Candidate[];

/** A change further before the onset than this is not a candidate; one closer than `SHORTLY_MS` is suspicious. */
const CANDIDATE_MS = HOUR;
const SHORTLY_MS = 30 * MINUTE;
/** What a change breaks, it breaks at once: as soon as there is traffic. */
const AT_ONCE_MS = 3 * MINUTE;

/** The changes that could have caused the trouble: of one kind, and not after the onset. */
export function changesBefore(subject: SubjectFacts, facts: Facts, kind: Change['kind']): Change[] {
  const onset = onsetOf(subject, facts);
  return subject.changes.filter(
    (change) => change.kind === kind && change.at <= onset.to && since(change.at, onset.from) <= CANDIDATE_MS,
  );
}

/** A change as what set the trouble off: `deployment of checkout`. */
export function triggerOf({ entity, at, findings }: Change, noun: string): NonNullable<Candidate['trigger']> {
  return { kind: `${noun} of ${entity.id}`, at, findings: findings.map(({ id }) => id) };
}

/** Where a resource's trouble begins; the alarm's own time if that is not known, when it had begun at the latest. */
export function onsetOf(subject: SubjectFacts, facts: Facts): Range {
  return knownOnset(subject, facts) ?? { from: facts.alarm.at, to: facts.alarm.at };
}

/** Where a resource's trouble begins: its new error's first line, else what rose first. */
export function knownOnset(subject: SubjectFacts, facts: Facts): Range | undefined {
  const first = subject.logs?.newErrors[0]?.began;
  const bucket =
    seenOf(subject, 'trouble')?.onset ?? (subject.part === 'target' ? facts.judged?.shift?.onset : undefined);
  if (bucket === undefined) return first === undefined ? undefined : { from: first, to: first };
  if (first !== undefined && first >= bucket.from && first < bucket.to) return { from: first, to: first };
  return bucket;
}

/** A target is in trouble if the alarm's metric left its range; a related resource by its own metrics. */
export function troubleSign(subject: SubjectFacts, { judged, incident }: Facts, weight: number): Sign {
  const own = seenOf(subject, 'trouble')?.finding;
  if (subject.part !== 'target') {
    const expects = 'it is in trouble itself';
    if (own !== undefined) return { expects, weight, seen: 'yes', findings: [own.id] };
    const logged = failingIn(subject, incident);
    if (logged !== undefined) return { expects, weight, seen: 'yes', findings: [logged.finding.id] };
    const calm = seenOf(subject, 'calm')?.finding;
    return calm === undefined
      ? { expects, weight, seen: 'unknown', findings: [] }
      : { expects, weight, seen: 'no', findings: [calm.id] };
  }
  const expects = "the alarm's metric left its usual range and stayed there";
  if (judged?.seasonal) return { expects, weight, seen: 'no', findings: [judged.seasonal.id] };
  if (judged?.shift) return { expects, weight, seen: 'yes', findings: [judged.shift.finding.id] };
  if (judged?.steady) return { expects, weight, seen: 'no', findings: [judged.steady.id] };
  if (own) return { expects: 'it is in trouble itself', weight, seen: 'yes', findings: [own.id] };
  return { expects, weight, seen: 'unknown', findings: [] };
}

/** From this share of its calls on, a new error is trouble, whatever the metrics count: code may handle its errors itself. */
const HANDLED_SHARE = 0.05;

function failingIn({ logs, series }: SubjectFacts, { window }: Incident): ErrorPattern | undefined {
  return logs?.newErrors.find(({ count, began }) => {
    const calls = series.get('invocations')?.value('sum', began ?? window.from, window.to);
    return calls !== undefined && count >= HANDLED_SHARE * calls;
  });
}

export function shortlyBeforeSign(subject: SubjectFacts, facts: Facts, change: Change, weight: number): Sign {
  return {
    expects: 'it came shortly before the onset',
    weight,
    seen: within(SHORTLY_MS, subject, facts, change),
    findings: timesOf(subject, facts, change),
  };
}

/** Whatever ran well for minutes after the change is not broken by it, if there was traffic. */
export function atOnceSign(subject: SubjectFacts, facts: Facts, change: Change, weight: number): Sign {
  return {
    expects: 'the trouble began with it, not minutes later',
    weight,
    seen: within(AT_ONCE_MS, subject, facts, change),
    findings: timesOf(subject, facts, change),
  };
}

/** An alarm goes off some time after the onset: that a change was long before it says nothing by itself. */
function within(mostMs: number, subject: SubjectFacts, facts: Facts, { at }: Change): Sign['seen'] {
  if (since(at, onsetOf(subject, facts).from) <= mostMs) return 'yes';
  return knownOnset(subject, facts) === undefined ? 'unknown' : 'no';
}

function timesOf(subject: SubjectFacts, { judged }: Facts, change: Change): string[] {
  const onset =
    subject.logs?.newErrors[0]?.finding ?? seenOf(subject, 'trouble')?.finding ?? judged?.shift?.finding;
  return [change.findings[0], onset].flatMap((finding) => (finding === undefined ? [] : [finding.id]));
}

/** New errors that began after the change. */
export function newErrorsSince({ logs }: SubjectFacts, change: Change): ErrorPattern[] {
  return (logs?.newErrors ?? []).filter(({ began }) => began === undefined || began >= change.at);
}

/** Errors that tell something: those that are new, then those that multiplied. */
export function toldErrors({ logs }: SubjectFacts): ErrorPattern[] {
  return [
    ...(logs?.newErrors ?? []),
    ...(logs?.knownErrors.filter(({ surge }) => surge !== undefined) ?? []),
  ];
}

/** What proves that an error says what it does. */
export function citesOf({ saysFinding, surge, finding }: ErrorPattern): string[] {
  return [(saysFinding ?? surge?.finding ?? finding).id];
}

/** The error itself, as what its cause expects to see. */
export function saidSign(error: ErrorPattern, weight: number): Sign {
  const expects = `an error is logged that says so, and was not there before${error.surge === undefined ? '' : ' so often'}`;
  return { expects, weight, seen: 'yes', findings: citesOf(error) };
}

export function newErrorSign(subject: SubjectFacts, change: Change, weight: number): Sign {
  const expects = 'what is logged more than before is an error that is new since then';
  const sign = (seen: Sign['seen'], errors: readonly ErrorPattern[]): Sign => ({
    expects,
    weight,
    seen,
    findings: errors.map(({ finding }) => finding.id),
  });
  const [error] = newErrorsSince(subject, change);
  if (error !== undefined) return sign('yes', [error]);
  const { logs } = subject;
  const others = [...(logs?.newErrors ?? []), ...(logs?.knownErrors ?? [])];
  // Where lines were left unread, what is missing among those that were read proves nothing.
  const unknown = others.length === 0 || logs?.partial === true;
  return unknown ? sign('unknown', []) : sign('no', others);
}

/**
 * Nobody changed its code or settings: what is wrong came from elsewhere. A change that ran well says neither, and new code says
 * neither of an error that is not the code's.
 */
export function unchangedSign(
  subject: SubjectFacts,
  facts: Facts,
  weight: number,
  error?: Pick<ErrorPattern, 'reading'>,
): Sign {
  const expects = 'nothing was changed in the function right before';
  const { changes } = subject;
  const unchanged = seenOf(subject, 'unchanged')?.finding;
  const onset = onsetOf(subject, facts);
  const guilty = changes.filter(
    ({ at, entity, kind }) =>
      at <= onset.to &&
      since(at, onset.from) <= AT_ONCE_MS &&
      isSame(entity, subject.entity) &&
      !(kind === 'deployment' && error !== undefined && !mayBeOfCode(error.reading)),
  );
  const findings = guilty.flatMap((change) => change.findings.slice(0, 1).map(({ id }) => id));
  if (guilty.length > 0) return { expects, weight, seen: 'no', findings };
  return unchanged === undefined
    ? { expects, weight, seen: 'unknown', findings: [] }
    : { expects, weight, seen: 'yes', findings: [unchanged.id] };
}

/** Another resource that an error names and that is in trouble itself. */
export function troubledElsewhere(
  error: ErrorPattern,
  subject: SubjectFacts,
  { subjects }: Facts,
): SubjectFacts | undefined {
  return subjects.find(
    (other) =>
      other !== subject && seenOf(other, 'trouble') !== undefined && names(error.sample, other.entity.id),
  );
}

function names(line: string, id: string): boolean {
  const at = line.indexOf(id);
  return at !== -1 && !/[\w-]/.test(line[at - 1] ?? ' ') && !/[\w-]/.test(line[at + id.length] ?? ' ');
}

/** Names that may stand in a command line without quoting, and are no option of it. */
export function isPlainName(...given: string[]): boolean {
  return given.every((name) => /^\w[\w.-]{0,139}$/.test(name));
}
