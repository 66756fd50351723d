import type { Evidence, Incident, Resource } from '../case.ts';
import { capabilities } from '../evidence/capabilities.ts';
import { evidenceOf } from '../evidence/typed-evidence.ts';
import { clockTime } from '../time.ts';
import type { Trace } from './change-trace.ts';
import type { FindingList } from './finding-list.ts';
import { stackIdOf } from './resource-arn.ts';

/** What deployments of its stack did to a resource. */
export function stackTraces(
  target: Resource,
  incident: Incident,
  evidence: readonly Evidence[],
  findings: FindingList,
): Trace[] {
  const physical = stackIdOf(target, incident);
  const owner = evidenceOf('stack.find', capabilities['stack.find'], evidence).findLast(
    ({ args }) => args.physicalId === physical,
  )?.answer.stack?.name;
  const read = evidenceOf('stack.events', capabilities['stack.events'], evidence).findLast(
    ({ args }) => args.stack === owner,
  );
  if (read === undefined) return [];
  const stack = read.args.stack;
  const own = read.answer.events.filter(
    ({ physicalId, status, type }) =>
      type === target.type && physicalId === physical && /^(CREATE|UPDATE)_COMPLETE$/.test(status),
  );
  if (read.answer.events.length === 0 && !read.answer.truncated) {
    findings.add(
      'no-deployment',
      `No deployment of stack ${stack} between ${clockTime(read.args.from)} and ${clockTime(read.args.to)}.`,
      {
        op: 'all',
        of: [
          { op: 'equals', left: { evidence: read.id, path: ['events'] }, right: { value: [] } },
          { op: 'equals', left: { evidence: read.id, path: ['truncated'] }, right: { value: false } },
        ],
      },
    );
  }
  return own.map(({ t, logicalId, status }) => ({
    kind: 'deployment',
    at: t,
    source: 'stack',
    stack,
    finding: findings.add(
      'stack-update',
      `A deployment of stack ${stack} changed ${target.id} (${logicalId}: ${status}) at ${clockTime(t)}.`,
      { op: 'some', in: { evidence: read.id, path: ['events'] }, where: { t, logicalId, status } },
      t,
    ),
  }));
}
