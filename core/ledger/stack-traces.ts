import type { Incident, Resource } from '../case.ts';
import type { EvidenceIndex, Typed } from '../evidence/evidence-index.ts';
import { clockTime } from '../time.ts';
import type { Trace } from './change-trace.ts';
import type { FindingList } from '../observe/finding-list.ts';
import { nameOf, stackIdOf } from '../catalogue/resource-arn.ts';

/** What deployments of its stack did to a resource. */
export function stackTraces(
  target: Resource,
  incident: Incident,
  evidence: EvidenceIndex,
  findings: FindingList,
): Trace[] {
  const physical = stackIdOf(target, incident);
  const read = eventsOfStack(physical, evidence);
  if (read === undefined) return [];
  const stack = read.args.stack;
  const own = read.answer.events.filter(
    ({ physicalId, status, type }) => type === target.type && physicalId === physical && DONE.test(status),
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
  return own.map((event) => traceOf(event, target, read, findings));
}

const DONE = /^(CREATE|UPDATE)_COMPLETE$/;
const MAX_NEIGHBOURS = 5;
/** Said by the resource that they belong to, or no resource at all. */
const NO_NEIGHBOURS = ['AWS::CloudFormation::Stack', 'AWS::Lambda::Version', 'AWS::Lambda::Alias'];

/** What deployments of its stack did to other resources: an API's resolver, a service's task definition. */
export function neighbourTraces(
  target: Resource,
  incident: Incident,
  evidence: EvidenceIndex,
  findings: FindingList,
): { resource: Resource; trace: Trace }[] {
  const physical = stackIdOf(target, incident);
  const read = eventsOfStack(physical, evidence);
  if (read === undefined) return [];
  return read.answer.events
    .filter(
      ({ physicalId, status, type }) =>
        physicalId !== '' && physicalId !== physical && DONE.test(status) && !NO_NEIGHBOURS.includes(type),
    )
    .slice(-MAX_NEIGHBOURS)
    .map((event) => {
      const resource = nameOf({ type: event.type, id: event.physicalId });
      return { resource, trace: traceOf(event, resource, read, findings) };
    });
}

type StackEvents = Typed<'stack.events'>;

function eventsOfStack(physicalId: string, evidence: EvidenceIndex): StackEvents | undefined {
  const stack = evidence.of('stack.find').findLast(({ args }) => args.physicalId === physicalId)?.answer
    .stack?.name;
  return evidence.of('stack.events').findLast(({ args }) => args.stack === stack);
}

function traceOf(
  { t, logicalId, status }: StackEvents['answer']['events'][number],
  { id }: Resource,
  read: StackEvents,
  findings: FindingList,
): Trace {
  const { stack } = read.args;
  return {
    kind: 'deployment',
    at: t,
    source: 'stack',
    stack,
    finding: findings.add(
      'stack-update',
      `A deployment of stack ${stack} changed ${id} (${logicalId}: ${status}) at ${clockTime(t)}.`,
      { op: 'some', in: { evidence: read.id, path: ['events'] }, where: { t, logicalId, status } },
      t,
    ),
  };
}
