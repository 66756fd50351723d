import { knownOf } from '../catalogue/catalogue.ts';
import { entityOfPhysicalId, physicalIdOf } from '../catalogue/physical-ids.ts';
import type { Incident } from '../case.ts';
import { type Entity, placeOf } from '../entity.ts';
import type { EvidenceIndex, Typed } from '../evidence/evidence-index.ts';
import type { FindingList } from '../observe/finding-list.ts';
import type { Trace } from './change.ts';

/** What deployments of its stack did to a resource. */
export function stackTraces(
  target: Entity,
  incident: Incident,
  evidence: EvidenceIndex,
  findings: FindingList,
): Trace[] {
  const place = placeOf(incident);
  const physical = physicalIdOf(target, place);
  const read = eventsOfStack(physical, evidence);
  if (read === undefined) return [];
  const stack = read.args.stack;
  const own = read.answer.events.filter(
    ({ physicalId, status, type }) => type === target.type && physicalId === physical && DONE.test(status),
  );
  if (read.answer.events.length === 0 && !read.answer.truncated) {
    findings.add(
      'no-deployment',
      { stack, from: read.args.from, to: read.args.to },
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

/** What deployments of its stack did to other resources: an API's resolver, a service's task definition. */
export function neighbourTraces(
  target: Entity,
  incident: Incident,
  evidence: EvidenceIndex,
  findings: FindingList,
): { entity: Entity; trace: Trace }[] {
  const place = placeOf(incident);
  const physical = physicalIdOf(target, place);
  const read = eventsOfStack(physical, evidence);
  if (read === undefined) return [];
  return read.answer.events
    .filter(
      ({ physicalId, status, type }) =>
        physicalId !== '' &&
        physicalId !== physical &&
        DONE.test(status) &&
        knownOf(type).partOf === undefined,
    )
    .slice(-MAX_NEIGHBOURS)
    .map((event) => {
      const entity = entityOfPhysicalId(event.type, event.physicalId, place);
      return { entity, trace: traceOf(event, entity, read, findings) };
    });
}

type StackEvents = Typed<'stack.events'>;

function eventsOfStack(physicalId: string | undefined, evidence: EvidenceIndex): StackEvents | undefined {
  const stack = evidence.of('stack.find').findLast(({ args }) => args.physicalId === physicalId)?.answer
    .stack?.name;
  return evidence.of('stack.events').findLast(({ args }) => args.stack === stack);
}

function traceOf(
  { t, logicalId, status }: StackEvents['answer']['events'][number],
  { id }: Entity,
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
      { stack, of: id, logicalId, status, at: t },
      { op: 'some', in: { evidence: read.id, path: ['events'] }, where: { t, logicalId, status } },
      t,
    ),
  };
}
