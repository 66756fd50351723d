import { clockTime, duration, since } from '../../time.ts';
import type { Change, Facts } from '../facts.ts';
import type { NextStep, Sign } from '../verdict.ts';
import {
  type Rule,
  changesBefore,
  isPlainName,
  newErrorSign,
  newErrorsSince,
  onsetOf,
  shiftSign,
  shortlyBeforeSign,
  triggerOf,
} from './rule.ts';

/** New code was deployed and it fails. */
export const deployment: Rule = (facts) =>
  changesBefore(facts, 'deployment').map((change) => ({
    kind: 'deployment',
    resource: change.resource,
    trigger: triggerOf(change, 'deployment'),
    claim: claimOf(facts, change),
    signs: [
      shiftSign(facts, 0.2),
      shortlyBeforeSign(facts, change, 0.2),
      newErrorSign(facts, change, 0.35),
      onlyNewVersionSign(facts, change, 0.25),
    ],
    nextSteps: nextSteps(facts, change),
  }));

function claimOf(facts: Facts, { resource, version, stack, at }: Change): string {
  const what =
    version === undefined ? `The deployment of ${resource.id}` : `Version ${version} of ${resource.id}`;
  const how = stack === undefined ? 'deployed' : `deployed by stack ${stack}`;
  const lead = since(at, onsetOf(facts).from);
  const trouble = facts.logs?.newErrors.length ? 'the errors began' : 'the metric rose';
  const when = lead <= 0 ? `as ${trouble}` : `${duration(lead)} before ${trouble}`;
  return `${what}, ${how} at ${clockTime(at)}, ${when}, fails.`;
}

function onlyNewVersionSign(facts: Facts, change: Change, weight: number): Sign {
  const expects = 'only the new version logs the error';
  const [error] = newErrorsSince(facts, change);
  const { version, previous } = change;
  if (error?.versionFinding === undefined || version === undefined) {
    return { expects, weight, seen: 'unknown', findings: [] };
  }
  const findings = [error.versionFinding.id];
  if (error.versions.length === 1 && error.versions[0] === version) {
    return { expects, weight, seen: 'yes', findings };
  }
  const others = previous !== undefined && error.versions.includes(previous.version);
  return { expects, weight, seen: others ? 'no' : 'unknown', findings };
}

function nextSteps(facts: Facts, change: Change): NextStep[] {
  const { resource, previous, aliases, stack } = change;
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
  const [error] = newErrorsSince(facts, change);
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
