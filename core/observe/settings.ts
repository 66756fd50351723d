import type { Incident } from '../case.ts';
import type { Entity } from '../entity.ts';
import type { Typed } from '../evidence/evidence-index.ts';
import type { Finding } from '../proof/predicate.ts';
import type { FindingList } from './finding-list.ts';
import type { Series } from './series.ts';

/** Did invocations take longer before than the timeout allows now? Then it was cut. */
export function readCutOff(
  { id: name }: Entity,
  config: Typed<'function.config'>,
  duration: Series,
  { baseline }: Incident,
  findings: FindingList,
): Finding | undefined {
  const { timeoutSeconds } = config.answer;
  const usual = duration.value('median', baseline.from, baseline.to);
  if (usual === undefined || usual <= timeoutSeconds * 1_000) return undefined;
  return findings.add(
    'timeout-cut',
    { function: name, usualMs: Math.round(usual), timeoutSeconds },
    {
      op: 'all',
      of: [
        {
          op: 'equals',
          left: { evidence: config.id, path: ['timeoutSeconds'] },
          right: { value: timeoutSeconds },
        },
        {
          op: 'less',
          left: { value: timeoutSeconds * 1_000 },
          right: duration.term('median', baseline.from, baseline.to),
        },
      ],
    },
  );
}

/** Code and settings are as they were before the baseline. */
export function readUnchanged(
  { id }: Entity,
  config: Typed<'function.config'>,
  { baseline }: Incident,
  findings: FindingList,
): Finding | undefined {
  if (config.answer.lastModified >= baseline.from) return undefined;
  const at = config.answer.lastModified;
  return findings.add(
    'unchanged',
    { of: id, at },
    {
      op: 'all',
      of: [
        { op: 'equals', left: { evidence: config.id, path: ['lastModified'] }, right: { value: at } },
        {
          op: 'less',
          left: { evidence: config.id, path: ['lastModified'] },
          right: { value: baseline.from },
        },
      ],
    },
  );
}
