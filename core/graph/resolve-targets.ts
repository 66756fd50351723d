import type { Incident, Resource } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { parseTarget } from '../alarm/parse-target.ts';
import { targetsOf } from '../alarm/dimension-targets.ts';
import { risingIn } from '../observe/ranked-series.ts';
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
  targets: Resource[];
  rung: Rung | null;
  via?: { evidence: string; what: string };
}

/** More functions than this in an alarm's stack say nothing about which one it is about. */
const MAX_STACK_FUNCTIONS = 3;
const MAX_TARGETS = 3;
const LAMBDA = 'AWS::Lambda::Function';

/** Climbs the ladder as far as the evidence reaches. */
export function resolveTargets(incident: Incident, evidence: EvidenceIndex): Resolved {
  if (incident.targets.length > 0)
    return { targets: incident.targets.slice(0, MAX_TARGETS), rung: incident.rung };
  const found =
    fromChildren(incident, evidence) ??
    fromMetricFilter(incident, evidence) ??
    fromStack(incident, evidence) ??
    fromTags(incident, evidence) ??
    fromCoDimensions(incident, evidence) ??
    fromErrors(incident, evidence);
  return found === undefined
    ? { targets: [], rung: null }
    : { ...found, targets: found.targets.slice(0, MAX_TARGETS) };
}

/** The metrics of the alarms that a composite alarm is made of, or of the series that are in ALARM. */
function fromChildren(incident: Incident, evidence: EvidenceIndex): Resolved | undefined {
  const targets = targetsOf(watchedMetrics(incident, evidence));
  const id = evidence.of('alarms.describe').at(-1)?.id;
  if (targets.length === 0 || id === undefined) return undefined;
  return { targets, rung: 'children', via: { evidence: id, what: 'the alarms that it is made of' } };
}

function fromMetricFilter(incident: Incident, evidence: EvidenceIndex): Resolved | undefined {
  for (const group of sourceGroups(incident, evidence)) {
    const functions = functionsOf(group.name, evidence);
    if (functions.length === 0) continue;
    return {
      targets: functions.map((id) => ({ type: LAMBDA, id })),
      rung: 'metric-filter',
      via: { evidence: group.evidence, what: `log group ${group.name}, from whose lines the metric is made` },
    };
  }
  return undefined;
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

/** Functions that write to a group: its default name says it, else the functions' settings. */
function functionsOf(group: string, evidence: EvidenceIndex): string[] {
  const named = /^\/aws\/lambda\/(.+)$/.exec(group)?.[1];
  if (named !== undefined) return [named];
  return evidence
    .of('function.find')
    .filter(({ args }) => args.logGroup === group)
    .flatMap(({ answer }) => answer.functions);
}

/** The functions of the stack that made the alarm. */
function fromStack({ alarms }: Incident, evidence: EvidenceIndex): Resolved | undefined {
  const name = alarms[0]?.name;
  const owner = evidence.of('stack.find').find(({ args }) => args.physicalId === name);
  return owner?.answer.stack ? functionsInStack(owner.answer.stack.name, 'alarm-stack', evidence) : undefined;
}

function functionsInStack(stack: string, rung: Rung, evidence: EvidenceIndex): Resolved | undefined {
  const read = evidence.of('stack.resources').find(({ args }) => args.stack === stack);
  const functions = read?.answer.resources.filter(({ type }) => type === LAMBDA) ?? [];
  if (read === undefined || functions.length === 0 || functions.length > MAX_STACK_FUNCTIONS)
    return undefined;
  return {
    targets: functions.map(({ id }) => ({ type: LAMBDA, id })),
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
      parseTarget(value) ?? (/^[\w-]{1,64}$/.test(value) ? { type: LAMBDA, id: value } : undefined);
    if (named === undefined) continue;
    return {
      targets: [named],
      rung: 'alarm-tags',
      via: { evidence: described?.id ?? 'E0', what: `the alarm's tag ${key}` },
    };
  }
  const stack = tags[STACK_TAG];
  return stack === undefined ? undefined : functionsInStack(stack, 'alarm-tags', evidence);
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
      targets: functions.map((name) => ({ type: LAMBDA, id: name })),
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
  const failing = risingIn('failing', incident, evidence);
  const [name] = failing?.names ?? [];
  if (failing === undefined || name === undefined || failing.names.length > 1) return undefined;
  const what = 'the errors of all functions: only its own rose at the time';
  return {
    targets: [{ type: LAMBDA, id: name }],
    rung: 'only-failing',
    via: { evidence: failing.evidence, what },
  };
}
