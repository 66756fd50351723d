import type { Entity, Place } from '../entity.ts';
import { TYPES } from './catalogue.ts';

/** A name shorter than this is in the names of too many groups. */
const MIN_NAME = 3;

/**
 * What log groups call a resource: the last part of its id, since an ARN or a path stands in no group's name. Undefined if that
 * can't be looked for.
 */
export function nameInGroups({ id }: Pick<Entity, 'id'>): string | undefined {
  const name = id.split(/[:/]/).at(-1) ?? '';
  return name.length >= MIN_NAME && /^[\w.-]{1,128}$/.test(name) ? name : undefined;
}

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
