import { arnOf } from '../../../core/catalogue/arns.ts';
import { knownOf } from '../../../core/catalogue/catalogue.ts';
import { entityOfValue } from '../../../core/catalogue/values.ts';
import type { Entity, Place } from '../../../core/entity.ts';

/** A resource that an environment variable refers to. Nothing else of its value is in it. */
export interface Reference {
  /** Of the variable. */
  name: string;
  /** CloudFormation type, or `host` for the host of a URL that is not AWS's. */
  type: string;
  id: string;
  /** Whose it is, and where, if that is not the function's own account or region. */
  account?: string;
  region?: string;
}

type Target = Omit<Reference, 'name'>;

/**
 * What environment variables refer to. Values are looked at here and nowhere else: an id comes out only if it is one
 * of `known`, the name in an ARN, of a queue's URL, of a database's endpoint, or a plain host name. A value that
 * fits none of them in full gives nothing.
 *
 * @param known resources that the caller knows already, e.g. those of the function's stack
 * @param place the function's own
 */
export function refersTo(
  variables: Readonly<Record<string, string>>,
  known: readonly Target[],
  place: Place,
): Reference[] {
  return Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => {
      const target = known.find(({ id }) => id === value) ?? targetOf(value, known, place);
      return target === undefined ? [] : [{ ...target, name }];
    });
}

function targetOf(value: string, known: readonly Target[], place: Place): Target | undefined {
  const [, scheme, urlHost] = URL_WITH_HOST.exec(value) ?? [];
  const host = (urlHost ?? value).toLowerCase();
  const entity = entityOfValue(value, place) ?? entityOfValue(host, place);
  // The caller may know by its name what CloudFormation knows by its ARN.
  if (entity !== undefined)
    return known.find(({ type, id }) => type === entity.type && id === entity.id) ?? namedHere(entity, place);
  const web = scheme !== undefined && /^https?$/i.test(scheme);
  return web && isHostName(host) && !AWS_HOST.test(host) ? { type: 'host', id: host } : undefined;
}

/** By its ARN, where that is what CloudFormation knows it by, else by its name. */
function namedHere(entity: Entity, place: Place): Target {
  const { type, id, account, region } = entity;
  const byArn = knownOf(type).physicalId === 'arn' ? arnOf(entity, place) : undefined;
  return {
    type,
    id: byArn ?? id,
    ...(isOther(account, place.account) && { account }),
    ...(isOther(region, place.region) && { region }),
  };
}

/** A bucket's ARN names neither account nor region. */
function isOther(named: string, own: string): boolean {
  return named !== '' && own !== '' && named !== own;
}

/**
 * Scheme and host. Narrower than a URL may be: an `@` behind the host would leave open which part is the user's
 * password and which the host, so such a value gives nothing.
 */
const URL_WITH_HOST =
  /^([a-z][a-z0-9+]{1,20}):\/\/(?:[^\s/?#@\\]{0,500}@)?([a-z0-9.-]{1,253})(?::\d{1,5})?(?:[/?#][^\s@\\]{0,4000})?$/i;

const AWS_HOST = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|aws\.amazon\.com|api\.aws|on\.aws)$/;

/** Letters, digits and hyphens between dots, and no number at the end: that would be an address. */
function isHostName(host: string): boolean {
  const labels = host.split('.');
  return (
    host.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label)) &&
    /^[a-z]/.test(labels.at(-1) ?? '')
  );
}
