import type { Incident, Resource } from '../case.ts';
import type { Finding } from '../proof/predicate.ts';
import type { FindingList } from '../observe/finding-list.ts';
import type { Resolved, Rung } from './resolve-targets.ts';

const FOUND: Record<Rung, string> = {
  configured: 'as `targets:` in casefile.yml says',
  dimensions: "named by the dimensions of the alarm's metric",
  children: 'named by the dimensions of',
  'metric-filter': 'found by',
  'alarm-stack': 'found by',
  'alarm-tags': 'named by',
  'co-dimensions': 'named by',
  'only-failing': 'found by',
};

/** Says what the incident is about, and by which rung of the ladder that was found. */
export function readTarget(
  { targets, rung, via }: Resolved,
  incident: Incident,
  findings: FindingList,
): Finding | undefined {
  if (rung === null || targets.length === 0) return undefined;
  const asked = incident.alarms[0]?.origin === 'request' && rung === 'dimensions';
  const found = asked ? 'which is what was asked about' : FOUND[rung];
  const how = via === undefined ? found : `${found} ${via.what}`;
  const id = incident.alarms[0]?.arn ?? '';
  return findings.add(
    'target',
    `The incident is about ${targets.map(nameOf).join(', ')}, ${how}.`,
    via === undefined
      ? { op: 'equals', left: { evidence: 'E0', path: ['arn'] }, right: { value: id } }
      : { op: 'complete', evidence: via.evidence, until: incident.baseline.from },
  );
}

/** `function checkout-api`, `queue orders` */
export function nameOf({ type, id }: Resource): string {
  const kind = type.split('::').at(-1) ?? type;
  // `GraphQLApi`, `DBInstance`: small letters only where a word begins with one capital.
  const words = kind.replace(/([a-z])([A-Z])/g, '$1 $2').split(' ');
  return `${words.map((word) => (/^[A-Z][a-z]/.test(word) ? word.toLowerCase() : word)).join(' ')} ${id}`;
}
