/** Which resource: the one identity that everything else compares by. */
import * as z from 'zod';
import type { Incident, Resource } from './case.ts';

/** Where a name without an account stands: the alarm's account and region. */
export interface Place {
  partition: string;
  account: string;
  region: string;
}

/** An AWS resource. `type` is its CloudFormation type; `id` is the name by which metrics know it, else its physical id. */
export interface Entity {
  readonly type: string;
  readonly account: string;
  readonly region: string;
  readonly id: string;
}

/** Outside of AWS there is neither account nor region. */
export function hostEntity(host: string): Entity {
  return { type: 'host', account: '', region: '', id: host };
}

const EntityKey = z.string().brand<'EntityKey'>();
export type EntityKey = z.infer<typeof EntityKey>;

/** Two resources are the same only if their keys are: a database `bookings` is not the function `bookings`. */
export function keyOf({ type, account, region, id }: Entity): EntityKey {
  return EntityKey.parse(`${type} ${account} ${region} ${id}`);
}

export function isSame(a: Entity, b: Entity): boolean {
  return keyOf(a) === keyOf(b);
}

/** Each entity once, in the order in which they come first. */
export function distinct(entities: readonly Entity[]): Entity[] {
  const seen = new Set<EntityKey>();
  return entities.filter((entity) => !seen.has(keyOf(entity)) && seen.add(keyOf(entity)));
}

/** @throws Error if the incident has no alarm, which its schema rules out */
export function placeOf({ alarms }: Pick<Incident, 'alarms'>): Place {
  const [alarm] = alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  const { arn, account, region } = alarm;
  return { ...placeOfArn(arn), account, region };
}

/** The place that an ARN is of; empty where it says nothing. */
export function placeOfArn(arn: string): Place {
  const [, partition = 'aws', , region = '', account = ''] = arn.split(':');
  return { partition, account, region };
}

/** What a record says of a resource leaves out an account and a region that are the alarm's own. */
export function entityOf({ type, id, account, region }: Resource, place: Place): Entity {
  return { type, account: account ?? place.account, region: region ?? place.region, id };
}

/** The same as a record writes it. What is outside of AWS has neither account nor region. */
export function resourceOf({ type, id, account, region }: Entity, place: Place): Resource {
  return {
    type,
    id,
    ...(account !== '' && account !== place.account && { account }),
    ...(region !== '' && region !== place.region && { region }),
  };
}
