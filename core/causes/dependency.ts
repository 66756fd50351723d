import { hostEntity } from '../entity.ts';
import type { FailureMode } from '../logs/failure-mode.ts';
import type { ErrorPattern } from '../observe/read-logs.ts';
import { type SubjectFacts, seenOf } from './facts.ts';
import {
  type Rule,
  citesOf,
  saidSign,
  toldErrors,
  troubleSign,
  troubledElsewhere,
  unchangedSign,
} from './rule.ts';

/** How calls to somebody else fail. */
const MODES: readonly (FailureMode | 'unknown')[] = [
  'unreachable',
  'refused',
  'too-large',
  'unauthenticated',
  'slow',
  'denied',
  'throttled',
];
/** Those that don't need a name in the public DNS to be of somebody else. */
const OF_NETWORK: readonly (FailureMode | 'unknown')[] = ['unreachable', 'refused'];

/** Something outside the account that the function calls does not answer. */
export const dependency: Rule = (subject, facts) => {
  const error = toldErrors(subject).find((one) => isOfOutside(one));
  if (error === undefined) return [];
  const host = hostOf(error, subject);
  const name = host?.name;
  const elsewhere = troubledElsewhere(error, subject, facts);
  const troubled = elsewhere && seenOf(elsewhere, 'trouble')?.finding;
  const says = citesOf(error);
  return [
    {
      kind: 'dependency',
      resource: name === undefined ? subject.entity : hostEntity(name),
      claim: `${name === undefined ? `Something that ${subject.entity.id} calls, as its log says,` : `${name}, which ${subject.entity.id} calls${host?.by === 'log' ? ', as its log says' : ''},`} does not answer as it should.`,
      signs: [
        // Without a name it may be of the account as well.
        saidSign(error, name === undefined ? 0.2 : 0.4),
        troubleSign(subject, facts, 0.2),
        unchangedSign(subject, facts, 0.25, error),
        {
          expects: 'nothing of the account that the error names is in trouble',
          weight: 0.15,
          seen: elsewhere !== undefined ? 'no' : name === undefined ? 'unknown' : 'yes',
          findings: troubled === undefined ? says : [troubled.id],
        },
      ],
      nextSteps: [
        {
          text: `${name === undefined ? 'Look in the log which host it is' : `Look at the status page of ${name}`}, or ask who runs it.`,
          findings: says,
        },
        {
          text: `Have ${subject.entity.id} give up sooner, or do without it, until it answers again.`,
          findings: says,
        },
      ],
    },
  ];
};

/** A call over the network failed, and not one to AWS or to something within. */
function isOfOutside({ reading: { mode, host, callee, service, says = '' } }: ErrorPattern): boolean {
  if (!MODES.includes(mode) || service !== undefined) return false;
  if (host !== undefined) return isOutside(host);
  // A status that says no came from somebody too.
  return callee !== true && (OF_NETWORK.includes(mode) || /\b[45]\d\d\b/.test(says));
}

/** The host that the error names; else the only one of the settings. */
function hostOf(
  { reading: { host } }: ErrorPattern,
  { config }: SubjectFacts,
): { name: string; by: 'log' | 'settings' } | undefined {
  const hosts = config?.answer.refersTo.filter(({ type }) => type === 'host').map(({ id }) => id) ?? [];
  if (host !== undefined) return { name: host, by: hosts.includes(host) ? 'settings' : 'log' };
  const [only] = hosts;
  return only !== undefined && new Set(hosts).size === 1 && isOutside(only)
    ? { name: only, by: 'settings' }
    : undefined;
}

/** A name in the public DNS that is not one of AWS's own. */
function isOutside(host: string): boolean {
  return (
    /\.[a-z]{2,}$/i.test(host) &&
    !/(?:^|\.)(?:amazonaws\.com(?:\.cn)?|on\.aws|localhost|internal|local)$/i.test(host)
  );
}
