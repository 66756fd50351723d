import type { Scenario } from '../language/scenario.ts';
import type { Identity } from '../language/values.ts';
import { stackId } from '../names.ts';
import type { Happenings, StackEvent } from './happenings.ts';
import { stackMembers } from './stack-members.ts';

interface Update {
  t: number;
  by: Identity;
  /** The resource that is changed: its type, and what the scenario calls it. */
  type: string;
  name: string;
  /** Events of other resources that the update makes or changes. */
  more?: (changedAt: number) => Omit<StackEvent, 'stack'>[];
}

/** CloudFormation gets to the resource after this long. */
const UNTIL_CHANGED_MS = 4_000;

/**
 * A stack update that changes one resource: CloudFormation's events, and the call that began it. Returns when the
 * resource's own service is called. Without a stack that has the resource it tells nothing.
 */
export function updateStack(
  scenario: Scenario,
  { t, by, type, name, more }: Update,
  into: Happenings,
): number {
  const changedAt = t + UNTIL_CHANGED_MS;
  const member = stackMembers(scenario).find((one) => one.type === type && one.name === name);
  if (member === undefined) return changedAt;
  const { stack, logicalId, physicalId } = member;
  const whole = {
    stack,
    logicalId: stack,
    physicalId: stackId(scenario, stack),
    type: 'AWS::CloudFormation::Stack',
  };
  const resource = { stack, logicalId, physicalId, type };
  into.call({
    t: t - 1_000,
    name: 'ExecuteChangeSet',
    source: 'cloudformation.amazonaws.com',
    by,
    resources: [{ type: whole.type, name: stack }],
    request: { stackName: stack },
  });
  into.stackEvent({ ...whole, t, status: 'UPDATE_IN_PROGRESS', reason: 'User Initiated' });
  into.stackEvent({ ...resource, t: changedAt, status: 'UPDATE_IN_PROGRESS' });
  into.stackEvent({ ...resource, t: changedAt + 7_000, status: 'UPDATE_COMPLETE' });
  for (const event of more?.(changedAt) ?? []) into.stackEvent({ ...event, stack });
  into.stackEvent({ ...whole, t: t + 21_000, status: 'UPDATE_COMPLETE' });
  return changedAt;
}
