import type { Change, ErrorPattern, Facts } from '../facts.ts';
import type { Hypothesis, Sign } from '../verdict.ts';
import { HOUR, MINUTE, since } from '../../time.ts';

export type Candidate = Omit<Hypothesis, 'id' | 'score' | 'band'>;

/**
 * A kind of cause: looks at the facts and says, for each candidate, what it expects to see. What was expected
 * and is not there counts against it. A sign that can't be judged is `unknown`.
 */
export type Rule = (facts: Facts) => Candidate[];

/** A change further before the onset than this is not a candidate; one closer than `SHORTLY_MS` is suspicious. */
const CANDIDATE_MS = HOUR;
const SHORTLY_MS = 30 * MINUTE;

/** The changes that could have caused the shift: of one kind, and not after the onset. */
export function changesBefore(facts: Facts, kind: Change['kind']): Change[] {
  const onset = onsetOf(facts);
  return facts.changes.filter(
    (change) => change.kind === kind && change.at <= onset.to && since(change.at, onset.from) <= CANDIDATE_MS,
  );
}

/** A change as what set the trouble off: `deployment of checkout`. */
export function triggerOf(
  { resource, at, findings }: Change,
  noun: string,
): NonNullable<Candidate['trigger']> {
  return { kind: `${noun} of ${resource.id}`, at, findings: findings.map(({ id }) => id) };
}

/** Where the trouble begins: the new error's first line if there is one, else the first bucket above. */
export function onsetOf({ metrics, logs, alarm }: Facts): { from: string; to: string } {
  const shift = metrics?.shift;
  const first = logs?.newErrors[0]?.began;
  if (shift === undefined) return { from: first ?? alarm.at, to: first ?? alarm.at };
  if (first !== undefined && first >= shift.onset.from && first < shift.onset.to)
    return { from: first, to: first };
  return shift.onset;
}

export function shiftSign({ metrics }: Facts, weight: number): Sign {
  const expects = "the alarm's metric left its usual range and stayed there";
  if (metrics?.shift) return { expects, weight, seen: 'yes', findings: [metrics.shift.finding.id] };
  if (metrics?.steady) return { expects, weight, seen: 'no', findings: [metrics.steady.id] };
  return { expects, weight, seen: 'unknown', findings: [] };
}

export function shortlyBeforeSign(facts: Facts, change: Change, weight: number): Sign {
  const onset = onsetOf(facts);
  const lead = since(change.at, onset.from);
  const findings = [change.findings[0], facts.logs?.newErrors[0]?.finding ?? facts.metrics?.shift?.finding];
  return {
    expects: 'it came shortly before the onset',
    weight,
    seen: lead <= SHORTLY_MS ? 'yes' : 'no',
    findings: findings.flatMap((finding) => (finding === undefined ? [] : [finding.id])),
  };
}

/** New errors that began after the change. */
export function newErrorsSince({ logs }: Facts, change: Change): ErrorPattern[] {
  return (logs?.newErrors ?? []).filter(({ began }) => began === undefined || began >= change.at);
}

export function newErrorSign(facts: Facts, change: Change, weight: number): Sign {
  const expects = 'what is logged more than before is an error that is new since then';
  const sign = (seen: Sign['seen'], errors: readonly ErrorPattern[]): Sign => ({
    expects,
    weight,
    seen,
    findings: errors.map(({ finding }) => finding.id),
  });
  const [error] = newErrorsSince(facts, change);
  if (error !== undefined) return sign('yes', [error]);
  const others = [...(facts.logs?.newErrors ?? []), ...(facts.logs?.knownErrors ?? [])];
  // Where lines were left unread, what is missing among those that were read proves nothing.
  const unknown = others.length === 0 || facts.logs?.partial === true;
  return unknown ? sign('unknown', []) : sign('no', others);
}

/** Names that may stand in a command line without quoting; others come from somebody who wants trouble. */
export function isPlainName(...names: string[]): boolean {
  return names.every((name) => /^[\w-][\w.-]{0,139}$/.test(name));
}
