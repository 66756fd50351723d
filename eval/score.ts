import { entityOfArn } from '../core/catalogue/arns.ts';
import type { Verdict } from '../core/verdict.ts';
import type { Truth } from '../simulator/language/truth.ts';

/** A cause, as far as it is compared: its kind, and the resource with its type, as far as that is known. */
export interface Answer {
  kind: string;
  resource: string;
  type?: string;
}

export interface CaseScore {
  /** Position of the truth among the hypotheses, 1 = first; null if it is not among them. */
  rank: number | null;
  /** A cause was named. */
  named: boolean;
  /** The right cause was named, or rightly none. */
  right: boolean;
  /** As `right`, but only the resource is compared: as lenient as the baselines are scored. */
  rightResource: boolean;
  /** A wrong cause was named with high confidence. */
  confidentlyWrong: boolean;
}

/** What counts as the truth: the cause and the accepted alternatives; none if there is nothing to name. */
export function acceptedOf(truth: Truth): Answer[] {
  return 'cause' in truth ? [truth.cause, ...truth.accept] : [];
}

export function isAccepted(answer: Answer, truth: Truth): boolean {
  return acceptedOf(truth).some((one) => one.kind === answer.kind && isResource(answer, one.resource));
}

/**
 * A truth says `bookings`, or an ARN, or where resources of several types are called so, `AWS::RDS::DBInstance bookings`.
 */
export function isResource({ resource, type }: Pick<Answer, 'resource' | 'type'>, said: string): boolean {
  const named = entityOfArn(said, { account: '', region: '' });
  return (
    said === resource ||
    said === `${type} ${resource}` ||
    (named !== undefined && named.type === type && named.id === resource)
  );
}

/** Strictly: a hypothesis with the same score that stands before the truth counts before it. */
export function scoreVerdict(verdict: Verdict, truth: Truth): CaseScore {
  const { hypotheses, abstention } = verdict;
  const answers = hypotheses.map(({ kind, resource: { type, id } }) => ({ kind, resource: id, type }));
  const index = answers.findIndex((answer) => isAccepted(answer, truth));
  const named = abstention === null;
  const healthy = acceptedOf(truth).length === 0;
  const right = healthy ? !named : named && index === 0;
  const [first] = answers;
  const rightResource = healthy
    ? !named
    : named && first !== undefined && acceptedOf(truth).some((one) => isResource(first, one.resource));
  return {
    rank: healthy || index === -1 ? null : index + 1,
    named,
    right,
    rightResource,
    confidentlyWrong: named && !right && hypotheses[0]?.band === 'high',
  };
}

export interface Scored {
  truth: Truth;
  first: CaseScore;
  settled: CaseScore;
}

export interface Totals {
  cases: number;
  /** Shares of the cases that have a cause, by the settled verdict. */
  top1: number;
  top3: number;
  /** The same by the first verdict. */
  firstTop1: number;
  /** Right resource, whatever the kind. */
  resource: number;
  confidentlyWrong: number;
  /** Cases without a cause to name, and how many of them were left alone. */
  healthy: number;
  leftAlone: number;
}

export function totalsOf(scored: readonly Scored[]): Totals {
  const ill = scored.filter(({ truth }) => 'cause' in truth);
  const healthy = scored.filter(({ truth }) => !('cause' in truth));
  const share = (of: readonly Scored[], right: (one: Scored) => boolean) =>
    of.length === 0 ? 1 : of.filter(right).length / of.length;
  return {
    cases: scored.length,
    top1: share(ill, ({ settled }) => settled.right),
    top3: share(ill, ({ settled }) => settled.rank !== null && settled.rank <= 3),
    firstTop1: share(ill, ({ first }) => first.right),
    resource: share(ill, ({ settled }) => settled.rightResource),
    confidentlyWrong: scored.filter(({ settled }) => settled.confidentlyWrong).length,
    healthy: healthy.length,
    leftAlone: healthy.filter(({ settled }) => settled.right).length,
  };
}
