import type { Entity, Place } from '../entity.ts';
import { entityOfArn } from './arns.ts';
import { TYPES } from './catalogue.ts';

/** The resource that a setting's value names: by its ARN, its URL, or the host at which it answers. */
export function entityOfValue(value: string, place: Pick<Place, 'account' | 'region'>): Entity | undefined {
  const named = entityOfArn(value, place);
  if (named !== undefined) return named;
  for (const { type, values = [] } of TYPES) {
    for (const form of values) {
      const { id, account, region } = form.exec(value)?.groups ?? {};
      if (id === undefined) continue;
      return { type, account: account ?? place.account, region: region ?? place.region, id };
    }
  }
  return undefined;
}
