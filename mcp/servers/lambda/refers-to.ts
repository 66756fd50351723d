import { resourceOfArn } from './resource-of-arn.ts';

/** A resource that an environment variable refers to. Nothing else of its value is in it. */
export interface Reference {
  /** Of the variable. */
  name: string;
  /** CloudFormation type, or `host` for the host of a URL that is not AWS's. */
  type: string;
  id: string;
}

type Target = Omit<Reference, 'name'>;

/**
 * What environment variables refer to. Values are looked at here and nowhere else: an id comes out only if it is one
 * of `known`, the name in an ARN, of a queue's URL, of a database's endpoint, or a plain host name. A value that
 * fits none of them in full gives nothing.
 *
 * @param known resources that the caller knows already, e.g. those of the function's stack
 */
export function refersTo(variables: Readonly<Record<string, string>>, known: readonly Target[]): Reference[] {
  return Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => {
      const target = known.find(({ id }) => id === value) ?? targetOf(value, known);
      return target === undefined ? [] : [{ name, type: target.type, id: target.id }];
    });
}

function targetOf(value: string, known: readonly Target[]): Target | undefined {
  const resource = resourceOfArn(value);
  if (resource !== undefined) {
    const { type, name, id } = resource;
    // The caller may know by its name what CloudFormation knows by its ARN.
    return known.find((target) => target.type === type && target.id === name) ?? { type, id };
  }
  const queue = QUEUE_URL.exec(value)?.[1];
  if (queue !== undefined) return { type: 'AWS::SQS::Queue', id: queue };
  const [, scheme, urlHost] = URL_WITH_HOST.exec(value) ?? [];
  const host = (urlHost ?? value).toLowerCase();
  const database = DATABASE.exec(host);
  if (database?.[1] !== undefined) return { type: databaseType(database[2]), id: database[1] };
  const web = scheme !== undefined && /^https?$/i.test(scheme);
  return web && isHostName(host) && !AWS_HOST.test(host) ? { type: 'host', id: host } : undefined;
}

const QUEUE_URL =
  /^https:\/\/(?:sqs\.[a-z0-9-]{1,30}|[a-z0-9-]{1,30}\.queue|queue)\.amazonaws\.com(?:\.cn)?\/\d{12}\/([\w-]{1,80}(?:\.fifo)?)$/;

/**
 * Scheme and host. Narrower than a URL may be: an `@` behind the host would leave open which part is the user's
 * password and which the host, so such a value gives nothing.
 */
const URL_WITH_HOST =
  /^([a-z][a-z0-9+]{1,20}):\/\/(?:[^\s/?#@\\]{0,500}@)?([a-z0-9.-]{1,253})(?::\d{1,5})?(?:[/?#][^\s@\\]{0,4000})?$/i;

/** Endpoints of RDS: `orders.c9akciq32.eu-west-1.rds.amazonaws.com`, of a cluster `orders.cluster-ro-c9akciq32...`. */
const DATABASE =
  /^([a-z][a-z0-9-]{0,62})\.(cluster-|cluster-ro-|proxy-)?[a-z0-9]{6,32}\.[a-z0-9-]{5,30}\.rds\.amazonaws\.com(?:\.cn)?$/;

const AWS_HOST = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|aws\.amazon\.com|api\.aws|on\.aws)$/;

function databaseType(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'AWS::RDS::DBInstance';
  return endpoint === 'proxy-' ? 'AWS::RDS::DBProxy' : 'AWS::RDS::DBCluster';
}

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
