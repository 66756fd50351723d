import { arnOf } from '../catalogue/arns.ts';
import { knownOf } from '../catalogue/catalogue.ts';
import { nameInGroups } from '../catalogue/log-groups.ts';
import { LOG_GROUP } from '../catalogue/logs.ts';
import { metricsOf } from '../catalogue/metric-names.ts';
import { physicalIdOf } from '../catalogue/physical-ids.ts';
import { trailNamesOf } from '../catalogue/trail-names.ts';
import type { AlarmMetric, CaseEvent, Gap, Incident } from '../case.ts';
import { type Entity, placeOf } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import type { Part, Subject } from '../graph/subjects.ts';
import { groupsNamed } from '../observe/named-groups.ts';
import { rankingsOf } from '../observe/ranked-series.ts';
import { readLine } from '../logs/read-line.ts';
import { isAffected, isTroubled } from '../observe/trouble.ts';
import { floorTo } from '../time.ts';
import { type Question, ask } from './ask.ts';
import { rankedQuestion } from './ranked-question.ts';

type PeriodFor = (
  metric: Pick<AlarmMetric, 'namespace' | 'periodSeconds'>,
  from: string,
  openedAt: string,
) => number;

/** Log groups with the resource's name in theirs that are read. */
const MAX_GROUPS = 2;

/**
 * What is asked of one resource. Of a target everything; of a related one its metrics, and everything only if
 * these show trouble of its own: who changed a healthy neighbour does not matter. What stands behind the target may handle its
 * errors itself, or work on one record again and again, and no metric of it tells: there the log is read too.
 */
export function subjectQuestions(
  { entity, part, behind }: Subject & { behind: boolean },
  event: CaseEvent,
  periodFor: PeriodFor,
  evidence: EvidenceIndex,
  gaps: readonly Gap[],
): Question[] {
  const { incident, openedAt } = event;
  const { runsCode, readByMappings, silent } = knownOf(entity.type);
  const first = metricQuestions(entity, incident, openedAt, periodFor);
  const mappings = readByMappings === true ? mappingQuestions(entity, incident, evidence) : [];
  const config = evidence.of('function.config').findLast(({ args }) => args.function === entity.id);
  const group = behind ? config?.answer.logGroup : undefined;
  const suffers =
    isTroubled(incident, entity, evidence) === true ||
    (behind && isAffected(incident, entity, group, evidence));
  if (part === 'related' && !suffers) {
    // The settings are cheap, and save a round if it turns out to be in trouble.
    const settings = runsCode === true ? [ask('function.config', { function: entity.id })] : [];
    return [
      ...first,
      ...mappings,
      ...settings,
      ...(group === undefined ? [] : bothRanges(group, incident, gaps)),
      // What its log tells comes in the last round but one: by then it must be known who changed it.
      ...(behind ? [ask('function.versions', { function: entity.id }), changesOf(entity, incident)] : []),
    ];
  }
  const physicalId = physicalIdOf(entity, placeOf(incident));
  const all = [
    ...first,
    ...mappings,
    ...(physicalId === undefined ? [] : [ask('stack.find', { physicalId })]),
    changesOf(entity, incident),
    ...stackQuestions(physicalId, incident, evidence, part),
    ...(runsCode === true || silent === true ? [] : namedLogQuestions(entity, incident, evidence, gaps)),
  ];
  return runsCode === true ? [...all, ...functionQuestions(entity, event, evidence, gaps)] : all;
}

/** Who called what on it, since the baseline began. */
function changesOf(entity: Entity, incident: Incident): Question {
  const { baseline, window } = incident;
  const resources = trailNamesOf(entity, placeOf(incident));
  return ask('changes.lookup', { from: baseline.from, to: window.to, resources });
}

function metricQuestions(
  entity: Entity,
  { baseline, window }: Incident,
  openedAt: string,
  periodFor: PeriodFor,
): Question[] {
  const series = metricsOf(entity);
  const [first] = series;
  if (first === undefined) return [];
  const periodSeconds = periodFor({ namespace: first.namespace, periodSeconds: 60 }, baseline.from, openedAt);
  return [
    ask('metrics.range', {
      from: floorTo(baseline.from, periodSeconds),
      to: window.to,
      periodSeconds,
      series: series.map(({ id, namespace, name, stat, dimensions }) => ({
        id,
        namespace,
        name,
        stat,
        dimensions,
      })),
      expressions: [],
    }),
  ];
}

/** The log groups that have the resource's name in theirs, as services name them; a group's own lines. */
function namedLogQuestions(
  entity: Entity,
  incident: Incident,
  evidence: EvidenceIndex,
  gaps: readonly Gap[],
): Question[] {
  const read = (groups: readonly string[]) =>
    groups.slice(0, MAX_GROUPS).flatMap((group) => bothRanges(group, incident, gaps));
  if (entity.type === LOG_GROUP) return read([entity.id]);
  const name = nameInGroups(entity);
  return name === undefined ? [] : [ask('logs.source', { name }), ...read(groupsNamed(name, evidence))];
}

/** Who reads it, and who switched that off. */
function mappingQuestions(entity: Entity, incident: Incident, evidence: EvidenceIndex): Question[] {
  const source = arnOf(entity, placeOf(incident));
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
  physicalId: string | undefined,
  incident: Incident,
  evidence: EvidenceIndex,
  part: Part,
): Question[] {
  const { baseline, window } = incident;
  const stack = evidence
    .of('stack.find')
    .filter(({ args }) => args.physicalId === physicalId)
    .at(-1)?.answer.stack?.name;
  if (stack === undefined) return [];
  return [
    ask('stack.events', { from: baseline.from, to: window.to, stack }),
    ...(part === 'target' ? [ask('stack.resources', { stack })] : []),
  ];
}

function functionQuestions(
  entity: Entity,
  { incident, openedAt }: CaseEvent,
  evidence: EvidenceIndex,
  gaps: readonly Gap[],
): Question[] {
  const { id } = entity;
  const { baseline, window } = incident;
  const first = [
    ask('function.config', { function: id }),
    ask('function.versions', { function: id }),
    ask('function.triggers', { function: id }),
    ...rankingsOf('throttles').flatMap((ranking) => rankedQuestion(ranking, incident, openedAt)),
  ];
  const config = evidence.of('function.config').findLast(({ args }) => args.function === id);
  const failed = gaps.some(
    ({ capability, args }) => capability === 'function.config' && args['function'] === id,
  );
  if (config === undefined && !failed) return first;
  const logGroup = config?.answer.logGroup ?? likeliestGroup(entity, groupsNamed(id, evidence));
  const role = config?.answer.role;
  return [
    ...first,
    // The settings name the log group; without them it is looked for by the function's name.
    ...(config === undefined ? [ask('logs.source', { name: id })] : []),
    ...(logGroup === undefined ? [] : bothRanges(logGroup, incident, gaps)),
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
    .some(({ answer }) => answer.patterns.some(({ sample }) => readLine(sample).mode === 'denied'));
}

/** Its service's own group, else one that ends with the function's name; of several, the shortest. */
function likeliestGroup({ type, id }: Entity, groups: readonly string[]): string | undefined {
  const named = groups
    .filter((group) => group.endsWith(id))
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const own = knownOf(type).logGroup?.(id);
  return named.find((group) => group === own) ?? named[0];
}

function bothRanges(logGroup: string, { window, baseline }: Incident, gaps: readonly Gap[]): Question[] {
  return [window, baseline].flatMap((range) => logQuestions(logGroup, range, gaps));
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
