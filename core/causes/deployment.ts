import { clockTime, duration, since } from '../time.ts';
import type { Change } from '../ledger/change.ts';
import { type Facts, type SubjectFacts, seenOf } from './facts.ts';
import type { NextStep, Sign } from '../verdict.ts';
import { isOfCode, mayBeOfCode } from './failure-of.ts';
import {
  type Rule,
  atOnceSign,
  changesBefore,
  isPlainName,
  knownOnset,
  newErrorSign,
  newErrorsSince,
  onsetOf,
  shortlyBeforeSign,
  triggerOf,
  troubleSign,
  troubledElsewhere,
} from './rule.ts';

/** New code was deployed and it fails. */
export const deployment: Rule = (subject, facts) =>
  changesBefore(subject, facts, 'deployment').map((change) => ({
    kind: 'deployment',
    resource: change.entity,
    trigger: triggerOf(change, 'deployment'),
    claim: claimOf(subject, facts, change),
    signs: [
      troubleSign(subject, facts, 0.15),
      shortlyBeforeSign(subject, facts, change, 0.15),
      atOnceSign(subject, facts, change, 0.1),
      newErrorSign(subject, change, 0.25),
      onlyNewVersionSign(subject, change, 0.15),
      ownErrorSign(subject, facts, change, 0.2),
    ],
    nextSteps: nextSteps(subject, facts, change),
  }));

function claimOf(
  subject: SubjectFacts,
  facts: Facts,
  { entity: resource, version, stack, at }: Change,
): string {
  const what =
    version === undefined ? `The deployment of ${resource.id}` : `Version ${version} of ${resource.id}`;
  const how = stack === undefined ? 'deployed' : `deployed by stack ${stack}`;
  const lead = since(at, onsetOf(subject, facts).from);
  const trouble =
    knownOnset(subject, facts) === undefined
      ? 'the alarm went off'
      : subject.logs?.newErrors.length
        ? 'the errors began'
        : 'the metric rose';
  const when = lead <= 0 ? `as ${trouble}` : `${duration(lead)} before ${trouble}`;
  return `${what}, ${how} at ${clockTime(at)}, ${when}, fails.`;
}

function onlyNewVersionSign(subject: SubjectFacts, change: Change, weight: number): Sign {
  const expects = 'only the new version logs the error';
  const [error] = newErrorsSince(subject, change);
  const { version, previous } = change;
  if (error?.versionFinding === undefined || version === undefined) {
    return { expects, weight, seen: 'unknown', findings: [] };
  }
  const findings = [error.versionFinding.id];
  if (error.versions.length === 1 && error.versions[0] === version) {
    return { expects, weight, seen: 'yes', findings };
  }
  const others = previous !== undefined && error.versions.includes(previous.version);
  // An error that the version before logs too did not come with the new one.
  return others
    ? { expects, weight: 2 * weight, seen: 'no', findings }
    : { expects, weight, seen: 'unknown', findings };
}

/** Outweighs what time alone says for a deployment. */
const FOREIGN_WEIGHT = 0.5;

/** An error that speaks of something else, above all of something that is in trouble itself, is not the code's. */
function ownErrorSign(subject: SubjectFacts, facts: Facts, change: Change, weight: number): Sign {
  const expects = 'the error is one of the code itself, not of what it uses';
  const [error] = newErrorsSince(subject, change);
  if (error === undefined) return { expects, weight, seen: 'unknown', findings: [] };
  const elsewhere = troubledElsewhere(error, subject, facts);
  const troubled = elsewhere && seenOf(elsewhere, 'trouble')?.finding;
  if (troubled !== undefined)
    return { expects, weight: FOREIGN_WEIGHT, seen: 'no', findings: [error.finding.id, troubled.id] };
  const findings = [(error.saysFinding ?? error.finding).id];
  // Whatever else fits, a deployment does not bring a failure of what it calls.
  if (!mayBeOfCode(error.reading)) return { expects, weight: FOREIGN_WEIGHT, seen: 'no', findings };
  // What is said in unknown words may be the code's, or not.
  return { expects, weight, seen: isOfCode(error.reading) ? 'yes' : 'unknown', findings };
}

function nextSteps(subject: SubjectFacts, facts: Facts, change: Change): NextStep[] {
  const { entity: resource, previous, aliases, stack } = change;
  const region = facts.incident.alarms[0]?.region ?? '';
  const steps: NextStep[] = [];
  for (const alias of previous === undefined ? [] : aliases) {
    const to = previous?.version ?? '';
    steps.push({
      text: `Point alias ${alias.name} of ${resource.id} back to version ${to}, the one published before.`,
      findings: [alias.finding.id, previous?.finding.id ?? ''],
      ...(isPlainName(resource.id, alias.name, to, region) && {
        command: `aws lambda update-alias --region ${region} --function-name ${resource.id} --name ${alias.name} --function-version ${to}`,
      }),
    });
  }
  if (steps.length === 0) {
    steps.push({
      text:
        stack === undefined
          ? `Roll ${resource.id} back to what ran before the deployment.`
          : `Roll ${resource.id} back by deploying the previous template of stack ${stack}.`,
      findings: change.findings.map(({ id }) => id),
    });
  }
  const [error] = newErrorsSince(subject, change);
  if (error !== undefined) {
    const where = error.frameFinding;
    steps.push({
      text:
        where === undefined
          ? 'Then find what throws in the new code.'
          : `Then look at the new code. ${where.text}`,
      findings: [where?.id ?? error.finding.id],
    });
  }
  return steps;
}
