import { titleOf } from '../catalogue/catalogue.ts';
import type { Incident } from '../case.ts';
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
    { targets: targets.map(titleOf), found: how },
    via === undefined
      ? { op: 'equals', left: { evidence: 'E0', path: ['arn'] }, right: { value: id } }
      : { op: 'complete', evidence: via.evidence, until: incident.baseline.from },
  );
}
