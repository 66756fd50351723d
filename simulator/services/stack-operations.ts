import * as z from 'zod';
import { AwsFault, type Operation, page, parse } from '../answer.ts';
import { random, uuid } from '../random.ts';
import type { StackEvent } from '../world/happenings.ts';
import type { World } from '../world/world.ts';
import { type ToldStack, isOwn, stackNamed, toldStacks } from './told-stacks.ts';

export interface StackOperation {
  id: string;
  type: 'CREATE_STACK' | 'UPDATE_STACK' | 'DELETE_STACK' | 'ROLLBACK';
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  /** Oldest first. */
  events: StackEvent[];
}

const BEGINS: Record<string, StackOperation['type']> = {
  CREATE_IN_PROGRESS: 'CREATE_STACK',
  UPDATE_IN_PROGRESS: 'UPDATE_STACK',
  DELETE_IN_PROGRESS: 'DELETE_STACK',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK',
  UPDATE_ROLLBACK_IN_PROGRESS: 'ROLLBACK',
};

/** What was done to a stack, oldest first. A rollback is an operation beside the one that it undoes. */
export function operationsOf(world: World, { name, events }: ToldStack): StackOperation[] {
  const operations: StackOperation[] = [];
  for (const event of events) {
    const begins = isOwn(event) ? BEGINS[event.status] : undefined;
    const current = operations.at(-1);
    if (current !== undefined && begins === undefined && !isOver(current)) {
      current.events.push(event);
      continue;
    }
    // Events that a scenario writes down may begin without one of the stack itself.
    const type = begins ?? (current === undefined ? 'CREATE_STACK' : 'UPDATE_STACK');
    const id = uuid(random(world.scenario.seed, 'operation', name, type, event.t - world.start));
    operations.push({ id, type, status: 'IN_PROGRESS', events: [event] });
  }
  return operations.map((operation, i) => ({ ...operation, status: statusOf(operation, operations[i + 1]) }));
}

function isOver({ events }: StackOperation): boolean {
  const last = events.at(-1);
  return last !== undefined && isOwn(last) && !last.status.endsWith('_IN_PROGRESS');
}

function statusOf(operation: StackOperation, next: StackOperation | undefined): StackOperation['status'] {
  const { type, events } = operation;
  if (next?.type === 'ROLLBACK') return 'FAILED';
  const failed = events.some(({ status }) => status.endsWith('_FAILED'));
  if (isOver(operation)) return events.at(-1)?.status.endsWith('_FAILED') ? 'FAILED' : 'SUCCEEDED';
  if (events.some(isOwn) || type === 'CREATE_STACK') return 'IN_PROGRESS';
  return failed ? 'FAILED' : 'SUCCEEDED';
}

/** AWS's page size is not documented; small pages make clients page. */
const PAGE = 20;

const Input = z.looseObject({
  StackName: z.string().optional(),
  OperationId: z.string().optional(),
  ChangeSetName: z.string().optional(),
  Filters: z.looseObject({ FailedEvents: z.stringbool().default(false) }).prefault({}),
  NextToken: z.string().optional(),
});

/** Of an operation, or of a stack's newest one; newest first. */
export const describeEvents: Operation = ({ world }, { input, now, pageSize }) => {
  const { StackName, OperationId, ChangeSetName, Filters, NextToken } = parse(
    Input,
    input,
    'ValidationError',
  );
  if (ChangeSetName !== undefined) {
    throw new AwsFault('ChangeSetNotFound', `ChangeSet [${ChangeSetName}] does not exist`, 404);
  }
  const stacks =
    StackName === undefined
      ? toldStacks(world, now)
      : [stackNamed(world, StackName, now, `Stack [${StackName}] does not exist`)];
  if (StackName === undefined && OperationId === undefined) {
    const message = 'One of ChangeSetName, OperationId or StackName must be specified';
    throw new AwsFault('ValidationError', message);
  }
  const found = stacks
    .map((stack) => ({ stack, operations: operationsOf(world, stack) }))
    .flatMap(({ stack, operations }) =>
      operations
        .filter(({ id }, i) => (OperationId === undefined ? i === operations.length - 1 : id === OperationId))
        .map((operation) => ({ stack, operation })),
    )[0];
  if (found === undefined) {
    throw new AwsFault('ValidationError', `Operation [${OperationId}] does not exist`);
  }
  const events = found.operation.events
    .map((event) => eventOf(world, found.stack, found.operation, event))
    .filter(
      ({ ResourceStatus, OperationStatus }) =>
        !Filters.FailedEvents || ResourceStatus.endsWith('_FAILED') || OperationStatus === 'FAILED',
    )
    .toReversed();
  const { items, next } = page(events, NextToken, pageSize ?? PAGE, 'ValidationError');
  return { OperationEvents: items, ...(next !== undefined && { NextToken: next }) };
};

function eventOf(world: World, stack: ToldStack, operation: StackOperation, event: StackEvent) {
  const time = (t: number) => new Date(t).toISOString();
  const ends = !event.status.endsWith('_IN_PROGRESS');
  const whole = isOwn(event) && {
    OperationStatus: ends ? operation.status : ('IN_PROGRESS' as const),
    StartTime: time(operation.events[0]?.t ?? event.t),
    ...(ends && { EndTime: time(event.t) }),
  };
  return {
    EventId: uuid(random(world.scenario.seed, 'stack-event', event.t, event.logicalId)),
    StackId: stack.id,
    OperationId: operation.id,
    OperationType: operation.type,
    OperationStatus: undefined,
    EventType: isOwn(event)
      ? 'STACK_EVENT'
      : event.status.endsWith('_FAILED')
        ? 'PROVISIONING_ERROR'
        : 'PROGRESS_EVENT',
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: time(event.t),
    ResourceStatus: event.status,
    ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
    ...whole,
  };
}
