import { isSame } from '../entity.ts';
import { clockTime } from '../time.ts';
import type { LogFacts } from '../observe/read-logs.ts';
import { type Facts, type SubjectFacts, seenOf } from './facts.ts';
import type { Sign } from '../verdict.ts';
import {
  type Rule,
  atOnceSign,
  changesBefore,
  newErrorsSince,
  shortlyBeforeSign,
  triggerOf,
  troubleSign,
} from './rule.ts';

/** Does the alarm watch how long something takes, or waits? Only then slow code explains it. */
function aboutTime({ judged }: Facts): boolean {
  return /(?:^|[a-z])(?:Duration|Latency|Time|Age)(?![a-z])/.test(judged?.series.name ?? '');
}

function notAboutTime({ alarm: { finding } }: Facts, weight: number): Sign {
  return {
    expects: 'the alarm is about how long something takes',
    weight,
    seen: 'no',
    findings: [finding.id],
  };
}

/** What waits for it is in trouble, and not it itself: that is what the alarm is about. */
function waitsSign(subject: SubjectFacts, facts: Facts, weight: number): Sign {
  const shift = facts.judged?.shift?.finding;
  if (subject.part !== 'related' || shift === undefined) return troubleSign(subject, facts, weight);
  return { expects: 'what waits for it waits longer', weight, seen: 'yes', findings: [shift.id] };
}

/** Seen where the log was read in full: there is no error line at all, or those there are were there before. */
function noNewErrorSign(logs: LogFacts | undefined, weight: number): Sign {
  const expects = 'no error is logged that was not there before';
  const proof = logs?.quiet ? [logs.quiet] : (logs?.knownErrors.map(({ finding }) => finding) ?? []);
  return logs === undefined || logs.partial || proof.length === 0
    ? { expects, weight, seen: 'unknown', findings: [] }
    : { expects, weight, seen: 'yes', findings: proof.map(({ id }) => id) };
}

/** New code was deployed and it takes longer than the one before, without a new error. */
export const slowVersion: Rule = (subject, facts) => {
  const { entity: resource, logs } = subject;
  const slower = seenOf(subject, 'slower')?.finding;
  if (slower === undefined) return [];
  return (
    changesBefore(subject, facts, 'deployment')
      // What was deployed beside it may be slow too, but that is not known.
      .filter(
        (change) => isSame(change.entity, subject.entity) && newErrorsSince(subject, change).length === 0,
      )
      .map((change) => {
        const { version, previous, at, aliases } = change;
        const what =
          version === undefined ? `The new code of ${resource.id}` : `Version ${version} of ${resource.id}`;
        return {
          kind: 'deployment' as const,
          resource,
          trigger: triggerOf(change, 'deployment'),
          claim: `${what}, deployed at ${clockTime(at)}, takes longer than the one before.`,
          signs: [
            {
              expects: 'invocations take longer than before',
              weight: 0.3,
              seen: 'yes' as const,
              findings: [slower.id],
            },
            aboutTime(facts) ? waitsSign(subject, facts, 0.3) : notAboutTime(facts, 0.3),
            shortlyBeforeSign(subject, facts, change, 0.15),
            atOnceSign(subject, facts, change, 0.15),
            noNewErrorSign(logs, 0.1),
          ],
          nextSteps: [
            {
              text:
                previous === undefined
                  ? `Roll ${resource.id} back to what ran before the deployment.`
                  : `Point ${aliases[0] === undefined ? 'traffic' : `alias ${aliases[0].name}`} of ${resource.id} back to version ${previous.version}.`,
              findings: change.findings.map(({ id }) => id),
            },
          ],
        };
      })
  );
};
