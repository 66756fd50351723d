import * as z from 'zod';
import { AwsFault, type Operation, type Service, page, parse } from '../answer.ts';
import { stackId } from '../names.ts';
import { random, uuid } from '../random.ts';
import type { StackEvent } from '../world/happenings.ts';
import type { World } from '../world/world.ts';

/** AWS's page size differs and is not documented; small pages make clients page. */
const PAGE = 20;

const ResourcesInput = z.looseObject({
  PhysicalResourceId: z.string().optional(),
  StackName: z.string().optional(),
});

/** By stack, or by physical id: then all resources of the stack that has it, as AWS answers. At most 100. */
const describeStackResources: Operation = ({ world }, { input, now }) => {
  const { PhysicalResourceId: id, StackName } = parse(ResourcesInput, input, 'ValidationError');
  const done = told(world, now);
  const owner =
    StackName === undefined
      ? done.find(({ physicalId }) => physicalId === id)?.stack
      : done.find(({ stack }) => isStack(world, stack, StackName))?.stack;
  if (owner === undefined) {
    const what = StackName === undefined ? `Stack for ${id}` : `Stack with id ${StackName}`;
    throw new AwsFault('ValidationError', `${what} does not exist`);
  }
  return {
    StackResources: resourcesOf(done, owner)
      .slice(0, 100)
      .map((event) => ({
        StackName: owner,
        StackId: stackId(world.scenario, owner),
        ...known(event),
      })),
  };
};

const ListInput = z.looseObject({ StackName: z.string(), NextToken: z.string().optional() });

const listStackResources: Operation = ({ world }, { input, now, pageSize }) => {
  const { StackName, NextToken } = parse(ListInput, input, 'ValidationError');
  const done = told(world, now);
  const owner = done.find(({ stack }) => isStack(world, stack, StackName))?.stack;
  if (owner === undefined) throw new AwsFault('ValidationError', `Stack with id ${StackName} does not exist`);
  const { items, next } = page(resourcesOf(done, owner), NextToken, pageSize ?? 100, 'ValidationError');
  return {
    StackResourceSummaries: items.map((event) => {
      const { Timestamp, ...rest } = known(event);
      return { ...rest, LastUpdatedTimestamp: Timestamp };
    }),
    ...(next !== undefined && { NextToken: next }),
  };
};

/** The newest event of each resource that is there; the stack itself is none. */
function resourcesOf(done: readonly StackEvent[], owner: string): StackEvent[] {
  const resources = new Map<string, StackEvent>();
  for (const event of done) {
    if (event.stack !== owner || event.logicalId === event.stack) continue;
    // A replacement has no id yet while it is made, and the resource still has its old one.
    const physicalId = event.physicalId || (resources.get(event.logicalId)?.physicalId ?? '');
    resources.set(event.logicalId, { ...event, physicalId });
  }
  return [...resources.values()].filter(({ status }) => status !== 'DELETE_COMPLETE');
}

/** A resource as it is now; one that was never made has no id. */
function known(event: StackEvent) {
  const { PhysicalResourceId, ...rest } = resource(event);
  const drift = { DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' } };
  return { ...rest, ...(PhysicalResourceId !== '' && { PhysicalResourceId }), ...drift };
}

function resource(event: StackEvent) {
  return {
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.t).toISOString(),
    ResourceStatus: event.status,
  };
}

const EventsInput = z.looseObject({ StackName: z.string(), NextToken: z.string().optional() });

/** Newest first. */
const describeStackEvents: Operation = ({ world }, { input, now, pageSize }) => {
  const { StackName, NextToken } = parse(EventsInput, input, 'ValidationError');
  const events = told(world, now)
    .filter(({ stack }) => isStack(world, stack, StackName))
    .reverse();
  if (events.length === 0) throw new AwsFault('ValidationError', `Stack [${StackName}] does not exist`);
  const { items, next } = page(events, NextToken, pageSize ?? PAGE, 'ValidationError');
  return {
    StackEvents: items.map((event) => ({
      StackId: stackId(world.scenario, event.stack),
      EventId: uuid(random(world.scenario.seed, 'stack-event', event.t, event.logicalId)),
      StackName: event.stack,
      ...resource(event),
      ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
    })),
    ...(next !== undefined && { NextToken: next }),
  };
};

function isStack(world: World, stack: string, given: string): boolean {
  return stack === given || stackId(world.scenario, stack) === given;
}

function told(world: World, now: number): StackEvent[] {
  return world.stackEvents.filter(({ t }) => t <= now);
}

export const cloudformation: Service = {
  name: 'cloudformation',
  protocol: 'query',
  operations: {
    DescribeStackResources: describeStackResources,
    DescribeStackEvents: describeStackEvents,
    ListStackResources: listStackResources,
  },
};
