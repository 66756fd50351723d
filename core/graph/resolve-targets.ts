import { knownOf } from '../catalogue/catalogue.ts';
import { FUNCTION } from '../catalogue/lambda.ts';
import { LOG_GROUP } from '../catalogue/logs.ts';
import { entityOfLogGroup } from '../catalogue/log-groups.ts';
import { entitiesOfMetrics } from '../catalogue/metric-names.ts';
import { parseTarget } from '../catalogue/parse-target.ts';
import { physicalIdOf } from '../catalogue/physical-ids.ts';
import type { Incident } from '../case.ts';
import { ALARM } from '../catalogue/cloudwatch.ts';
import { type Entity, entityOf, placeOf } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { rankingsOf, risingIn } from '../observe/ranked-series.ts';
import { settingsOf, watchedMetrics } from '../observe/watched-metrics.ts';

/** The ladder from an alarm to what it is about, the surest rung first. */
export const RUNGS = [
  'configured',
  'dimensions',
  'children',
  'metric-filter',
  'alarm-stack',
  'alarm-tags',
  'co-dimensions',
  'only-failing',
] as const;
export type Rung = (typeof RUNGS)[number];

/** What the incident is about, and how that was found; `via` names the evidence and what it says. */
export interface Resolved {
  targets: Entity[];
  rung: Rung | null;
  via?: { evidence: string; what: string };
}

/** More functions than this in an alarm's stack say nothing about which one it is about. */
const MAX_STACK_FUNCTIONS = 3;
const MAX_TARGETS = 3;

/** Climbs the ladder as far as the evidence reaches. */
export function resolveTargets(incident: Incident, evidence: EvidenceIndex): Resolved {
  if (incident.targets.length > 0) {
    const targets = incident.targets.slice(0, MAX_TARGETS);
    return { targets: targets.map((one) => entityOf(one, placeOf(incident))), rung: incident.rung };
  }
  const found =
    fromChildren(incident, evidence) ??
    fromMetricFilter(incident, evidence) ??
    fromStack(incident, evidence) ??
    fromTags(incident, evidence) ??
    fromCoDimensions(incident, evidence) ??
    fromLogGroup(incident, evidence) ??
    fromErrors(incident, evidence);
  return found === undefined
    ? { targets: [], rung: null }
    : { ...found, targets: found.targets.slice(0, MAX_TARGETS) };
}

/** The metrics of the alarms that a composite alarm is made of, or of the series that are in ALARM. */
function fromChildren(incident: Incident, evidence: EvidenceIndex): Resolved | undefined {
  const targets = entitiesOfMetrics(watchedMetrics(incident, evidence), placeOf(incident));
  const id = evidence.of('alarms.describe').at(-1)?.id;
  if (targets.length === 0 || id === undefined) return undefined;
  return { targets, rung: 'children', via: { evidence: id, what: 'the alarms that it is made of' } };
}

function fromMetricFilter(incident: Incident, evidence: EvidenceIndex): Resolved | undefined {
  for (const group of sourceGroups(incident, evidence)) {
    const targets = writersOf(group.name, incident, evidence);
    if (targets.length === 0) continue;
    return {
      targets,
      rung: 'metric-filter',
      via: { evidence: group.evidence, what: `log group ${group.name}, from whose lines the metric is made` },
    };
  }
  return undefined;
}

/** The group itself, where nobody is known who writes to it: its lines tell more than what merely fails at the time. */
function fromLogGroup(incident: Incident, evidence: EvidenceIndex): Resolved | undefined {
  const [group] = sourceGroups(incident, evidence);
  if (group === undefined) return undefined;
  return {
    targets: [entityOf({ type: LOG_GROUP, id: group.name }, placeOf(incident))],
    rung: 'metric-filter',
    via: { evidence: group.evidence, what: `log group ${group.name}, from whose lines the metric is made` },
  };
}

/** Log groups that the alarm's metric, or the alarm itself, is made from. */
export function sourceGroups(
  incident: Incident,
  evidence: EvidenceIndex,
): { name: string; evidence: string }[] {
  const groups = evidence
    .of('logs.source')
    .filter(({ args }) => 'metric' in args)
    .flatMap(({ id, answer }) => answer.groups.map((name) => ({ name, evidence: id })));
  const described = evidence.of('alarms.describe').at(-1);
  const own = settingsOf(incident, evidence)?.logGroups ?? [];
  return [
    ...groups,
    ...(described === undefined ? [] : own.map((name) => ({ name, evidence: described.id }))),
  ];
}

/** What writes to a group: its default name says it, else the functions' settings. */
function writersOf(group: string, incident: Incident, evidence: EvidenceIndex): Entity[] {
  const place = placeOf(incident);
  const named = entityOfLogGroup(group, place);
  if (named !== undefined) return [named];
  return evidence
    .of('function.find')
    .filter(({ args }) => args.logGroup === group)
    .flatMap(({ answer }) => answer.functions.map((id) => entityOf({ type: FUNCTION, id }, place)));
}

/** The functions of the stack that made the alarm. */
function fromStack(incident: Incident, evidence: EvidenceIndex): Resolved | undefined {
  const physicalId = alarmIdOf(incident);
  const owner = evidence.of('stack.find').find(({ args }) => args.physicalId === physicalId);
  return owner?.answer.stack
    ? functionsInStack(owner.answer.stack.name, 'alarm-stack', incident, evidence)
    : undefined;
}

/** The id by which CloudFormation knows the alarm. */
export function alarmIdOf(incident: Incident): string | undefined {
  const place = placeOf(incident);
  return physicalIdOf(entityOf({ type: ALARM, id: incident.alarms[0]?.name ?? '' }, place), place);
}

function functionsInStack(
  stack: string,
  rung: Rung,
  incident: Incident,
  evidence: EvidenceIndex,
): Resolved | undefined {
  const read = evidence.of('stack.resources').find(({ args }) => args.stack === stack);
  const functions = read?.answer.resources.filter(({ type }) => knownOf(type).runsCode === true) ?? [];
  if (read === undefined || functions.length === 0 || functions.length > MAX_STACK_FUNCTIONS)
    return undefined;
  return {
    targets: functions.map(({ type, id }) => entityOf({ type, id }, placeOf(incident))),
    rung,
    via: { evidence: read.id, what: `stack ${stack}, which made the alarm` },
  };
}

/** Tag keys by which a person says what an alarm is about, and CloudFormation's own. */
const TARGET_TAGS = ['casefile:target', 'resource', 'function', 'FunctionName'];
export const STACK_TAG = 'aws:cloudformation:stack-name';

/** The alarm's tags: those of its settings, else those that came with the event. */
export function tagsOf(incident: Incident, evidence: EvidenceIndex): Record<string, string> {
  return { ...incident.alarms[0]?.tags, ...settingsOf(incident, evidence)?.tags };
}

function fromTags(incident: Incident, evidence: EvidenceIndex): Resolved | undefined {
  const described = evidence.of('alarms.describe').at(-1);
  const tags = tagsOf(incident, evidence);
  for (const key of TARGET_TAGS) {
    const value = tags[key];
    if (value === undefined) continue;
    const named =
      parseTarget(value) ?? (/^[\w-]{1,64}$/.test(value) ? { type: FUNCTION, id: value } : undefined);
    if (named === undefined) continue;
    return {
      targets: [entityOf(named, placeOf(incident))],
      rung: 'alarm-tags',
      via: { evidence: described?.id ?? 'E0', what: `the alarm's tag ${key}` },
    };
  }
  const stack = tags[STACK_TAG];
  return stack === undefined ? undefined : functionsInStack(stack, 'alarm-tags', incident, evidence);
}

/** Dimensions by which libraries name the function that wrote a metric. */
const FUNCTION_DIMENSIONS = ['FunctionName', 'function_name', 'functionName', 'function'];

/** A metric with the alarm's dimensions that names its function too. */
function fromCoDimensions(incident: Incident, evidence: EvidenceIndex): Resolved | undefined {
  const watched = watchedMetrics(incident, evidence);
  for (const { id, args, answer } of evidence.of('metrics.list')) {
    const asked = watched.some(({ namespace }) => namespace === args.namespace);
    const names = answer.metrics.flatMap(({ dimensions }) =>
      FUNCTION_DIMENSIONS.flatMap((key) => dimensions[key] ?? []),
    );
    const functions = [...new Set(names)].sort();
    if (!asked || functions.length === 0 || functions.length > MAX_STACK_FUNCTIONS) continue;
    const beside = Object.entries(args.dimensions).map(([key, value]) => `${key}=${value}`);
    return {
      targets: functions.map((name) => entityOf({ type: FUNCTION, id: name }, placeOf(incident))),
      rung: 'co-dimensions',
      via: {
        evidence: id,
        what: `metrics of ${args.namespace} that have ${beside.join(', ') || 'no other dimension'}`,
      },
    };
  }
  return undefined;
}

/** Nothing names it, but only one function of the account began to fail. */
function fromErrors(incident: Incident, evidence: EvidenceIndex): Resolved | undefined {
  const failing = rankingsOf('faults').flatMap((ranking) => risingIn(ranking, incident, evidence) ?? []);
  const entities = failing.flatMap((one) => one.entities);
  const [only] = entities;
  const told = failing.find((one) => one.entities.length > 0);
  if (told === undefined || only === undefined || entities.length > 1) return undefined;
  const what = 'the errors of all functions: only its own rose at the time';
  return {
    targets: [only],
    rung: 'only-failing',
    via: { evidence: told.evidence, what },
  };
}
