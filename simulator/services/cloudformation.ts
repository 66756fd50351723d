import * as z from 'zod';
import { AwsFault, type Operation, type Service, page, parse } from '../answer.ts';
import { random, uuid } from '../random.ts';
import type { StackEvent } from '../world/happenings.ts';
import { type StackDrift, stackDrift } from './stack-drift.ts';
import { describeEvents } from './stack-operations.ts';
import { stackOperations } from './stacks.ts';
import { resourcesOf, stackNamed, toldStacks } from './told-stacks.ts';

/** AWS's page size differs and is not documented; small pages make clients page. */
const PAGE = 20;

const ResourcesInput = z.looseObject({
  PhysicalResourceId: z.string().optional(),
  StackName: z.string().optional(),
});

/** By stack, or by physical id: then all resources of the stack that has it, as AWS answers. At most 100. */
const describeStackResources =
  (drift: StackDrift): Operation =>
  ({ world }, { input, now }) => {
    const { PhysicalResourceId: id, StackName } = parse(ResourcesInput, input, 'ValidationError');
    const stack =
      StackName === undefined
        ? toldStacks(world, now).find(({ events }) => events.some(({ physicalId }) => physicalId === id))
        : stackNamed(world, StackName, now, `Stack with id ${StackName} does not exist`);
    if (stack === undefined) throw new AwsFault('ValidationError', `Stack for ${id} does not exist`);
    return {
      StackResources: resourcesOf(stack)
        .slice(0, 100)
        .map((event) => ({ StackName: stack.name, StackId: stack.id, ...known(event, drift, now) })),
    };
  };

const ListInput = z.looseObject({ StackName: z.string(), NextToken: z.string().optional() });

const listStackResources =
  (drift: StackDrift): Operation =>
  ({ world }, { input, now, pageSize }) => {
    const { StackName, NextToken } = parse(ListInput, input, 'ValidationError');
    const stack = stackNamed(world, StackName, now, `Stack with id ${StackName} does not exist`);
    const { items, next } = page(resourcesOf(stack), NextToken, pageSize ?? 100, 'ValidationError');
    return {
      StackResourceSummaries: items.map((event) => {
        const { Timestamp, ...rest } = known(event, drift, now);
        return { ...rest, LastUpdatedTimestamp: Timestamp };
      }),
      ...(next !== undefined && { NextToken: next }),
    };
  };

/** A resource as it is now; one that was never made has no id. */
function known(event: StackEvent, drift: StackDrift, now: number) {
  const { PhysicalResourceId, ...rest } = resource(event);
  return {
    ...rest,
    ...(PhysicalResourceId !== '' && { PhysicalResourceId }),
    DriftInformation: drift.ofResource(event, now),
  };
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
  const stack = stackNamed(world, StackName, now, `Stack [${StackName}] does not exist`);
  const { items, next } = page(stack.events.toReversed(), NextToken, pageSize ?? PAGE, 'ValidationError');
  return {
    StackEvents: items.map((event) => ({
      StackId: stack.id,
      EventId: uuid(random(world.scenario.seed, 'stack-event', event.t, event.logicalId)),
      StackName: event.stack,
      ...resource(event),
      ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
    })),
    ...(next !== undefined && { NextToken: next }),
  };
};

export function cloudformationService(): Service {
  const drift = stackDrift();
  return {
    name: 'cloudformation',
    protocol: 'query',
    operations: {
      DescribeStackResources: describeStackResources(drift),
      DescribeStackEvents: describeStackEvents,
      ListStackResources: listStackResources(drift),
      DescribeEvents: describeEvents,
      ...stackOperations(drift.ofStack),
      ...drift.operations,
    },
  };
}
