import type { Entity, Place } from '../entity.ts';
import { TYPES, knownOf } from './catalogue.ts';
import type { ArnForm } from './resource-type.ts';

const ARN = /^arn:(aws[a-z-]{0,20}):([a-z0-9-]{1,30}):([a-z0-9-]{0,30}):(\d{0,12}):(\S{1,1100})$/;

const FORMS: readonly { type: string; form: ArnForm; rest: RegExp }[] = TYPES.flatMap(({ type, arn }) =>
  arn === undefined ? [] : [{ type, form: arn, rest: restOf(arn) }],
);

/** What stands behind the account, as a whole: what does not fit is not recognised, so that nothing else gets through. */
function restOf({ prefix, before, id, behind }: ArnForm): RegExp {
  const maybe = (part: RegExp | undefined) => (part === undefined ? '' : `(?:${part.source})?`);
  return new RegExp(`^${prefix}${maybe(before)}(${id.source})${maybe(behind)}$`);
}

/**
 * The resource that an ARN names; undefined for what is no ARN, or of a type that the catalogue does not know.
 * @param place for the few ARNs that leave out account or region, a bucket's say
 */
export function entityOfArn(text: string, place: Pick<Place, 'account' | 'region'>): Entity | undefined {
  const [, partition, service, region, account, rest = ''] = ARN.exec(text) ?? [];
  for (const { type, form, rest: pattern } of FORMS) {
    const [, id] = form.service === service ? (pattern.exec(rest) ?? []) : [];
    if (id === undefined) continue;
    return {
      type,
      account: account || place.account,
      region: region || place.region,
      id: form.whole ? `arn:${partition}:${service}:${region}:${account}:${form.prefix}${id}` : id,
    };
  }
  return undefined;
}

/** The ARN of a resource; undefined for types whose ARN its identity does not make. */
export function arnOf({ type, id, account, region }: Entity, { partition }: Place): string | undefined {
  if (id.startsWith('arn:')) return id;
  const { arn, physicalId } = knownOf(type);
  // Of some, the ARN ends in more than the id tells.
  if (arn === undefined || physicalId === 'unknown') return undefined;
  return `arn:${partition}:${arn.service}:${region}:${account}:${arn.prefix}${id}`;
}
