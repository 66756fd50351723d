import type { AlarmMetric, CaseEvent, Gap, Incident, Resource } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { floorTo } from '../time.ts';
import { type Question, ask } from './ask.ts';
import { rankedQuestion } from '../observe/ranked-series.ts';
import { arnOf, stackIdOf } from '../catalogue/resource-arn.ts';
import { seriesFor } from '../catalogue/resource-metrics.ts';
import { signatureOf } from '../observe/signatures.ts';
import { type Subject, isTroubled } from '../graph/subjects.ts';

type PeriodFor = (
  metric: Pick<AlarmMetric, 'namespace' | 'periodSeconds'>,
  from: string,
  openedAt: string,
) => number;

const LAMBDA = 'AWS::Lambda::Function';
/** Resources that event source mappings read. */
const SOURCES = ['AWS::SQS::Queue', 'AWS::Kinesis::Stream'];

/** Resources that write no logs of their own. */
const WITHOUT_LOGS = [...SOURCES, 'AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'AWS::S3::Bucket'];
/** Log groups with the resource's name in theirs that are read. */
const MAX_GROUPS = 2;

/**
 * What is asked of one resource. Of a target everything; of a related one its metrics, and everything only if
 * these show trouble of its own: who changed a healthy neighbour does not matter.
 */
export function subjectQuestions(
  { resource, role }: Subject,
  event: CaseEvent,
  periodFor: PeriodFor,
  evidence: EvidenceIndex,
  gaps: readonly Gap[],
): Question[] {
  const { incident, openedAt } = event;
  const first = metricQuestions(resource, incident, openedAt, periodFor);
  const mappings = SOURCES.includes(resource.type) ? mappingQuestions(resource, incident, evidence) : [];
  if (role === 'related' && isTroubled(incident, resource, evidence) !== true) {
    // The settings are cheap, and save a round if it turns out to be in trouble.
    const settings = resource.type === LAMBDA ? [ask('function.config', { function: resource.id })] : [];
    return [...first, ...mappings, ...settings];
  }
  const { baseline, window } = incident;
  const changed = { from: baseline.from, to: window.to };
  const names = [...new Set([resource.id, arnOf(resource, incident) ?? resource.id])];
  const all = [
    ...first,
    ...mappings,
    ask('stack.find', { physicalId: stackIdOf(resource, incident) }),
    ask('changes.lookup', { ...changed, resources: names }),
    ...stackQuestions(resource, incident, evidence, role),
    ...(resource.type === LAMBDA || WITHOUT_LOGS.includes(resource.type)
      ? []
      : namedLogQuestions(resource, incident, evidence, gaps)),
  ];
  return resource.type === LAMBDA ? [...all, ...functionQuestions(resource.id, event, evidence, gaps)] : all;
}

function metricQuestions(
  resource: Resource,
  { baseline, window }: Incident,
  openedAt: string,
  periodFor: PeriodFor,
): Question[] {
  const series = seriesFor(resource);
  const [first] = series;
  if (first === undefined) return [];
  const periodSeconds = periodFor({ namespace: first.namespace, periodSeconds: 60 }, baseline.from, openedAt);
  return [
    ask('metrics.range', {
      from: floorTo(baseline.from, periodSeconds),
      to: window.to,
      periodSeconds,
      series,
      expressions: [],
    }),
  ];
}

/** The log groups that have the resource's id in their name, as services name theirs. */
function namedLogQuestions(
  resource: Resource,
  { baseline, window }: Incident,
  evidence: EvidenceIndex,
  gaps: readonly Gap[],
): Question[] {
  if (!/^[\w.-]{3,128}$/.test(resource.id)) return [];
  return [
    ask('logs.source', { name: resource.id }),
    ...groupsNamed(resource.id, evidence)
      .slice(0, MAX_GROUPS)
      .flatMap((group) => [window, baseline].flatMap((range) => logQuestions(group, range, gaps))),
  ];
}

/** Log groups that were found by a name. */
export function groupsNamed(name: string, evidence: EvidenceIndex): string[] {
  return evidence
    .of('logs.source')
    .flatMap(({ args, answer }) => ('name' in args && args.name === name ? answer.groups : []));
}

/** Who reads it, and who switched that off. */
function mappingQuestions(resource: Resource, incident: Incident, evidence: EvidenceIndex): Question[] {
  const source = arnOf(resource, incident);
  if (source === undefined) return [];
  const read = evidence
    .of('function.triggers')
    .filter(({ args }) => 'source' in args && args.source === source);
  const off = read.flatMap(({ answer }) => answer.mappings).filter(({ state }) => state !== 'Enabled');
  const { baseline, window } = incident;
  return [
    ask('function.triggers', { source }),
    ...off
      .slice(0, 2)
      .map(({ id }) => ask('changes.lookup', { from: baseline.from, to: window.to, resources: [id] })),
  ];
}

function stackQuestions(
  resource: Resource,
  incident: Incident,
  evidence: EvidenceIndex,
  role: Subject['role'],
): Question[] {
  const { baseline, window } = incident;
  const physicalId = stackIdOf(resource, incident);
  const stack = evidence
    .of('stack.find')
    .filter(({ args }) => args.physicalId === physicalId)
    .at(-1)?.answer.stack?.name;
  if (stack === undefined) return [];
  return [
    ask('stack.events', { from: baseline.from, to: window.to, stack }),
    ...(role === 'target' ? [ask('stack.resources', { stack })] : []),
  ];
}

function functionQuestions(
  id: string,
  { incident, openedAt }: CaseEvent,
  evidence: EvidenceIndex,
  gaps: readonly Gap[],
): Question[] {
  const { baseline, window } = incident;
  const first = [
    ask('function.config', { function: id }),
    ask('function.versions', { function: id }),
    ask('function.triggers', { function: id }),
    ...rankedQuestion('throttledWrites', incident, openedAt),
    ...rankedQuestion('throttledReads', incident, openedAt),
  ];
  const config = evidence.of('function.config').findLast(({ args }) => args.function === id);
  const failed = gaps.some(
    ({ capability, args }) => capability === 'function.config' && args['function'] === id,
  );
  if (config === undefined && !failed) return first;
  const logGroup = config?.answer.logGroup ?? likeliestGroup(id, groupsNamed(id, evidence));
  const ranges = logGroup === undefined ? [] : [window, baseline];
  const role = config?.answer.role;
  return [
    ...first,
    // The settings name the log group; without them it is looked for by the function's name.
    ...(config === undefined ? [ask('logs.source', { name: id })] : []),
    ...ranges.flatMap((range) => logQuestions(logGroup ?? '', range, gaps)),
    ...(role !== undefined && logGroup !== undefined && isDenied(logGroup, evidence)
      ? [ask('changes.lookup', { from: baseline.from, to: window.to, resources: [role] })]
      : []),
  ];
}

/** Does an error line say that something is denied? Only then the role's changes matter. */
function isDenied(logGroup: string, evidence: EvidenceIndex): boolean {
  return evidence
    .of('logs.patterns')
    .filter(({ args }) => args.logGroup === logGroup)
    .some(({ answer }) => answer.patterns.some(({ sample }) => signatureOf(sample).kind === 'denied'));
}

/** Lambda's default group, else one that ends with the function's name; of several, the shortest. */
function likeliestGroup(id: string, groups: readonly string[]): string | undefined {
  const named = groups
    .filter((group) => group.endsWith(id))
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return named.find((group) => group === `/aws/lambda/${id}`) ?? named[0];
}

/**
 * By Logs Insights; where that failed for a reason of its own, by FilterLogEvents. Both ranges then: only what was
 * read in the same way can be compared.
 */
function logQuestions(
  logGroup: string,
  range: { from: string; to: string },
  gaps: readonly Gap[],
): Question[] {
  const args = { from: range.from, to: range.to, logGroup };
  const failed = gaps.some(
    (gap) =>
      gap.capability === 'logs.patterns' &&
      gap.args['logGroup'] === logGroup &&
      gap.args['via'] === 'query' &&
      gap.reason !== 'not-found' &&
      gap.reason !== 'truncated',
  );
  return [
    ask('logs.patterns', { ...args, via: 'query' }),
    ...(failed ? [ask('logs.patterns', { ...args, via: 'scan' })] : []),
  ];
}
