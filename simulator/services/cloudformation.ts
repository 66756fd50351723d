import * as z from 'zod';
import { AwsFault, type Operation, type Service, parse } from '../answer.ts';
import { type StackEvent, stackId } from '../deployments.ts';
import { random, uuid } from '../random.ts';
import type { World } from '../world.ts';

/** AWS's page size differs and is not documented; small pages make clients page. */
const PAGE = 20;

const ResourcesInput = z.looseObject({
  PhysicalResourceId: z.string().optional(),
  StackName: z.string().optional(),
});

/** By physical id: all resources of the stack that has it, as AWS answers. */
const describeStackResources: Operation = (world, { input, now }) => {
  const { PhysicalResourceId: id } = parse(ResourcesInput, input);
  const events = told(world, now).filter(({ status }) => status.endsWith('_COMPLETE'));
  const owner = events.find(({ physicalId }) => physicalId === id)?.stack;
  if (id === undefined || owner === undefined) {
    throw new AwsFault('ValidationError', `Stack for ${id} does not exist`);
  }
  const resources = new Map<string, StackEvent>();
  for (const event of events) {
    if (event.stack === owner && event.logicalId !== event.stack) resources.set(event.logicalId, event);
  }
  return {
    StackResources: [...resources.values()].map((event) => ({
      StackName: owner,
      StackId: stackId(world.scenario, owner),
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: new Date(event.t).toISOString(),
      ResourceStatus: event.status,
    })),
  };
};

const EventsInput = z.looseObject({ StackName: z.string(), NextToken: z.string().optional() });

/** Newest first. */
const describeStackEvents: Operation = (world, { input, now }) => {
  const { StackName, NextToken = '0' } = parse(EventsInput, input);
  const events = told(world, now)
    .filter(({ stack }) => stack === StackName || stackId(world.scenario, stack) === StackName)
    .reverse();
  if (events.length === 0) throw new AwsFault('ValidationError', `Stack [${StackName}] does not exist`);
  const from = Number(NextToken);
  return {
    StackEvents: events.slice(from, from + PAGE).map((event) => ({
      StackId: stackId(world.scenario, event.stack),
      EventId: uuid(random(world.scenario.seed, 'stack-event', event.t, event.logicalId)),
      StackName: event.stack,
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: new Date(event.t).toISOString(),
      ResourceStatus: event.status,
      ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
    })),
    ...(from + PAGE < events.length && { NextToken: String(from + PAGE) }),
  };
};

function told(world: World, now: number): StackEvent[] {
  return world.deployments.stackEvents.filter(({ t }) => t <= now);
}

export const cloudformation: Service = {
  name: 'cloudformation',
  protocol: 'query',
  operations: {
    DescribeStackResources: describeStackResources,
    DescribeStackEvents: describeStackEvents,
  },
};
