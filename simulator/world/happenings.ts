import type { Identity } from '../language/values.ts';
import type { Scenario } from '../language/scenario.ts';
import { stackId } from '../names.ts';
import { random, uuid } from '../random.ts';
import type { StackMember } from './stack-members.ts';

export interface TrailEvent {
  t: number;
  /** When CloudTrail tells of it. */
  toldAt: number;
  id: string;
  name: string;
  source: string;
  by: Identity;
  region: string;
  resources: { type: string; name: string }[];
  request: Record<string, unknown>;
  response: Record<string, unknown>;
  error?: { code: string; message: string };
  readOnly: boolean;
}

export interface StackEvent {
  t: number;
  stack: string;
  logicalId: string;
  physicalId: string;
  type: string;
  status: string;
  reason?: string;
}

/** What was done to the account: CloudTrail's and CloudFormation's records. */
export interface Happenings {
  trail: TrailEvent[];
  stackEvents: StackEvent[];
  call(
    event: Omit<TrailEvent, 'id' | 'toldAt' | 'region' | 'readOnly' | 'response' | 'request'> &
      Partial<TrailEvent>,
  ): void;
  stackEvent(event: StackEvent): void;
}

export function happenings(scenario: Scenario): Happenings {
  const { seed, lag, region } = scenario;
  const trail: TrailEvent[] = [];
  const stackEvents: StackEvent[] = [];
  return {
    trail,
    stackEvents,
    call(event) {
      const id = uuid(random(seed, 'trail', event.name, event.t, event.resources[0]?.name ?? ''));
      const toldAt = event.t + random(seed, 'cloudtrail', id).between(...lag.cloudtrail) * 1_000;
      trail.push({ region, readOnly: false, request: {}, response: {}, ...event, id, toldAt });
    },
    stackEvent: (event) => stackEvents.push(event),
  };
}

/** Resources of a stack, and the stack itself, as they were made. */
export function createResources(
  scenario: Scenario,
  into: Happenings,
  resources: readonly StackMember[],
): void {
  const start = Date.parse(scenario.start);
  const byStack = Map.groupBy(resources, ({ stack }) => stack);
  for (const name of Object.keys(scenario.stacks)) if (!byStack.has(name)) byStack.set(name, []);
  for (const [stack, members] of byStack) {
    const created = start + (scenario.stacks[stack]?.created ?? -60 * 86_400_000);
    const event = (t: number, logicalId: string, physicalId: string, type: string) =>
      into.stackEvent({ t, stack, logicalId, physicalId, type, status: 'CREATE_COMPLETE' });
    members.forEach(({ logicalId, physicalId, type }, i) =>
      event(created + i * 1_000, logicalId, physicalId, type),
    );
    event(
      created + members.length * 1_000 + 9_000,
      stack,
      stackId(scenario, stack),
      'AWS::CloudFormation::Stack',
    );
    for (const { at, reason, fault: _fault, ...more } of scenario.stacks[stack]?.events ?? []) {
      into.stackEvent({ t: start + at, stack, ...more, ...(reason !== undefined && { reason }) });
    }
  }
}
