import { keyOf, placeOf, resourceOf } from '../entity.ts';
import { round } from '../round.ts';
import type { Facts, SubjectFacts } from '../causes/facts.ts';
import { alarmChange } from '../causes/alarm-change.ts';
import { applicationError } from '../causes/application-error.ts';
import { capacityLimit } from '../causes/capacity-limit.ts';
import { configurationChange } from '../causes/configuration-change.ts';
import { dependency } from '../causes/dependency.ts';
import { deployment } from '../causes/deployment.ts';
import { expiredCertificate } from '../causes/expired-certificate.ts';
import { modification } from '../causes/modification.ts';
import { permission } from '../causes/permission.ts';
import { poisonInput } from '../causes/poison-input.ts';
import { resourceExhausted } from '../causes/resource-exhausted.ts';
import type { Candidate, Rule } from '../causes/rule.ts';
import { serviceEvent } from '../causes/service-event.ts';
import { serviceQuota } from '../causes/service-quota.ts';
import { slowVersion } from '../causes/slow-version.ts';
import { triggerDisabled } from '../causes/trigger-disabled.ts';
import type { Band, Hypothesis } from '../verdict.ts';

const RULES: readonly Rule[] = [
  deployment,
  slowVersion,
  configurationChange,
  capacityLimit,
  serviceQuota,
  permission,
  triggerDisabled,
  resourceExhausted,
  dependency,
  expiredCertificate,
  poisonInput,
  serviceEvent,
  alarmChange,
  modification,
  applicationError,
];

/** From this score on a cause is named. */
export const NAMED_SCORE = 0.6;
const HIGH_SCORE = 0.8;

/** All candidates, the best first; equal scores are ordered by kind and resource, so that order never varies. */
export function rank(facts: Facts): Hypothesis[] {
  return (
    RULES.flatMap((rule) =>
      facts.subjects.flatMap((subject) => rule(subject, facts).map((one) => weighed(one, subject, facts))),
    )
      .map((candidate) => ({ candidate, score: scoreOf(candidate) }))
      .sort((a, b) => b.score - a.score || compareText(orderOf(a.candidate), orderOf(b.candidate)))
      // Two functions may lead to the same cause, of their role say: it is one.
      .filter(
        ({ candidate }, i, all) => all.findIndex((other) => sameCause(other.candidate, candidate)) === i,
      )
      .map(({ candidate, score }, i) => ({
        id: `H${i + 1}`,
        ...candidate,
        resource: resourceOf(candidate.resource, placeOf(facts.incident)),
        score,
        band: bandOf(score, candidate),
      }))
  );
}

/**
 * How much it counts that a resource is known to belong to what the alarm is about; less for the only one of the
 * account that is in trouble.
 */
const BELONGS_WEIGHT = 0.25;
const ONLY_ONE_WEIGHT = 0.15;
const BELONGS = 'it is known to belong to what the alarm is about';

/** What is merely in trouble at the same time may have nothing to do with the alarm. */
function weighed(candidate: Candidate, { part }: SubjectFacts, { resolved }: Facts): Candidate {
  if (part !== 'coincident') return candidate;
  const weight = resolved.rung === 'only-failing' ? ONLY_ONE_WEIGHT : BELONGS_WEIGHT;
  const signs = candidate.signs.map((sign) => ({ ...sign, weight: sign.weight * (1 - weight) }));
  return {
    ...candidate,
    signs: [...signs, { expects: BELONGS, weight, seen: 'unknown', findings: [] }],
  };
}

function sameCause(a: Candidate, b: Candidate): boolean {
  return orderOf(a) === orderOf(b);
}

function scoreOf({ signs }: Candidate): number {
  const sum = (seen: string) =>
    signs.filter((sign) => sign.seen === seen).reduce((total, { weight }) => total + weight, 0);
  return round(Math.min(1, Math.max(0, sum('yes') - sum('no'))), 2);
}

function bandOf(score: number, { signs }: Candidate): Band {
  const coincidence = signs.some(({ expects, seen }) => expects === BELONGS && seen === 'unknown');
  if (score >= HIGH_SCORE && !coincidence) return 'high';
  return score >= NAMED_SCORE ? 'medium' : 'low';
}

function orderOf({ kind, resource, trigger }: Candidate): string {
  return `${kind} ${keyOf(resource)} ${trigger?.at ?? ''}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
