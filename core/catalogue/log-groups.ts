import type { Entity, Place } from '../entity.ts';
import { TYPES } from './catalogue.ts';

const MARK = '\u0000';

/** The resource for which its service makes a log group of this name, if the name says it. */
export function entityOfLogGroup(group: string, place: Place): Entity | undefined {
  for (const { type, logGroup } of TYPES) {
    const [before = '', after = ''] = logGroup?.(MARK).split(MARK) ?? [];
    const long = group.length > before.length + after.length;
    if (logGroup === undefined || !long || !group.startsWith(before) || !group.endsWith(after)) continue;
    const id = group.slice(before.length, group.length - after.length);
    return { type, account: place.account, region: place.region, id };
  }
  return undefined;
}
