import type { Entity, Place } from '../entity.ts';
import { arnOf } from './arns.ts';
import { SERVICES, eventSourceOf, knownOf } from './catalogue.ts';
import type { ChangeKind } from './resource-type.ts';

/** The names under which CloudTrail may tell of calls on a resource. */
export function trailNamesOf(entity: Entity, place: Place): string[] {
  return [...new Set([entity.id, arnOf(entity, place) ?? entity.id])];
}

/**
 * Is the call one on this resource? Resources of different services may have the same name, so it must be the resource's
 * own service that recorded the call.
 */
export function isCallOn(
  { source, resources }: { source: string; resources: readonly string[] },
  entity: Entity,
  place: Place,
): boolean {
  const names = trailNamesOf(entity, place);
  return (
    source === eventSourceOf(entity.type) &&
    // Not every server says which resources a call touched.
    (resources.length === 0 || resources.some((name) => names.includes(name)))
  );
}

/** That CloudTrail tells of no call on it means that there was none. */
export function isIndexed({ type }: Pick<Entity, 'type'>): boolean {
  return knownOf(type).inTrail === true;
}

/** What a call changed, if it changes anything; calls of services of which that is not told change settings. */
export function kindOfCall(source: string, name: string): ChangeKind | undefined {
  const changes = SERVICES.find(({ eventSource }) => eventSource === source)?.changes;
  if (changes !== undefined) {
    return changes.find(({ call }) => new RegExp(`^${call}(?:\\d{8}(?:v\\d+)?)?$`).test(name))?.kind;
  }
  return /^(?:Update|Modify|Put|Set|Delete|Disable|Reboot|Stop|Failover|Reset|Detach|Remove)/.test(name)
    ? 'configuration'
    : undefined;
}
