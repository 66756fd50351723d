import { SERVICES } from '../catalogue/catalogue.ts';
import type { ErrorPattern } from '../observe/read-logs.ts';
import { type Rule, citesOf, saidSign, toldErrors, troubleSign, unchangedSign } from './rule.ts';

/**
 * A service of AWS takes no more calls of the account than its quota, and says so to who calls it. Services whose resources have
 * metrics of it (tables, streams, functions) are found by these.
 */
export const serviceQuota: Rule = (subject, facts) => {
  const error = toldErrors(subject).find((one) => isQuota(one));
  if (error === undefined) return [];
  const { entity: resource } = subject;
  const { service } = error.reading;
  const name = service === undefined ? 'An AWS API' : (service.split('.')[0] ?? service);
  const says = citesOf(error);
  return [
    {
      kind: 'capacity-limit',
      resource,
      claim: `${name} throttles ${resource.id}: it calls more often than the account's quota allows.`,
      signs: [
        saidSign(error, 0.4),
        troubleSign(subject, facts, 0.2),
        unchangedSign(subject, facts, 0.25, error),
        // What it is asked for and how often is known only where a trail or a metric tells it.
        {
          expects: 'it calls the service more often than before',
          weight: 0.15,
          seen: 'unknown',
          findings: [],
        },
      ],
      nextSteps: [
        {
          text: `Have ${resource.id} call ${service === undefined ? 'it' : name} less often: keep what it reads, and wait longer between attempts. A higher quota can be asked for.`,
          findings: says,
        },
      ],
    },
  ];
};

function isQuota({ reading: { mode, service, host, callee } }: ErrorPattern): boolean {
  if (mode !== 'throttled' || callee === true || host !== undefined) return false;
  const types = SERVICES.find(({ eventSource }) => eventSource === service)?.types ?? [];
  return !types.some(({ metrics = [] }) => metrics.some(({ role }) => role === 'throttles'));
}
