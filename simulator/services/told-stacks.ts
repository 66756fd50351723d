import { AwsFault } from '../answer.ts';
import { stackId } from '../names.ts';
import type { StackEvent } from '../world/happenings.ts';
import type { World } from '../world/world.ts';

/** A stack as its events have told of it by now. */
export interface ToldStack {
  name: string;
  id: string;
  /** Oldest first. */
  events: StackEvent[];
  status: string;
  reason: string | undefined;
  /** Epoch ms, as the others. */
  created: number;
  updated: number | undefined;
  deleted: number | undefined;
}

export function toldStacks(world: World, now: number): ToldStack[] {
  const byStack = Map.groupBy(told(world, now), ({ stack }) => stack);
  return [...byStack].map(([name, events]) => {
    const own = events.filter(isOwn);
    const newest = own.at(-1);
    const update =
      own.findLast(({ status }) => status === 'UPDATE_IN_PROGRESS') ??
      own.findLast(({ status }) => status.startsWith('UPDATE_'));
    return {
      name,
      id: stackId(world.scenario, name),
      events,
      // A stack whose resources are made tells of itself when it is complete.
      status: newest?.status ?? 'CREATE_IN_PROGRESS',
      reason: newest?.reason,
      created: events[0]?.t ?? now,
      updated: update?.t,
      deleted: newest?.status === 'DELETE_COMPLETE' ? newest.t : undefined,
    };
  });
}

/** By name or id; one that was deleted by its id only. @throws AwsFault with these words for one that is not there */
export function stackNamed(world: World, given: string, now: number, otherwise: string): ToldStack {
  const stack = toldStacks(world, now).find(
    ({ name, id, deleted }) => id === given || (name === given && deleted === undefined),
  );
  if (stack === undefined) throw new AwsFault('ValidationError', otherwise);
  return stack;
}

export function told(world: World, now: number): StackEvent[] {
  return world.stackEvents.filter(({ t }) => t <= now);
}

/** Whether it is of the stack itself. */
export function isOwn({ logicalId, stack }: StackEvent): boolean {
  return logicalId === stack;
}

/** The newest event of each resource that is there; the stack itself is none. */
export function resourcesOf({ events }: Pick<ToldStack, 'events'>): StackEvent[] {
  const resources = new Map<string, StackEvent>();
  for (const event of events) {
    if (isOwn(event)) continue;
    // A replacement has no id yet while it is made, and the resource still has its old one.
    const physicalId = event.physicalId || (resources.get(event.logicalId)?.physicalId ?? '');
    resources.set(event.logicalId, { ...event, physicalId });
  }
  return [...resources.values()].filter(({ status }) => status !== 'DELETE_COMPLETE');
}
