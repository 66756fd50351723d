import { type Entity, type Place } from '../entity.ts';
import { arnOf, entityOfArn } from './arns.ts';
import { knownOf } from './catalogue.ts';

/** The id by which CloudFormation knows a resource; undefined where its identity does not tell it. */
export function physicalIdOf(entity: Entity, place: Place): string | undefined {
  const { type, id, account, region } = entity;
  switch (knownOf(type).physicalId) {
    case 'arn':
      return arnOf(entity, place);
    case 'queue-url': {
      const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
      return id.startsWith('http') ? id : `https://sqs.${region}.${suffix}/${account}/${id}`;
    }
    case 'unknown':
      return undefined;
    case undefined:
      return id;
  }
}

/** The resource that CloudFormation calls so: the other way round. */
export function entityOfPhysicalId(type: string, physicalId: string, place: Place): Entity {
  const named = physicalId.startsWith('arn:') ? entityOfArn(physicalId, place) : undefined;
  if (named?.type === type) return named;
  const isUrl = knownOf(type).physicalId === 'queue-url' && physicalId.startsWith('http');
  const id = isUrl ? (physicalId.split('/').at(-1) ?? physicalId) : physicalId;
  return { type, account: place.account, region: place.region, id };
}
