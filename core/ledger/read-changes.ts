import type { Incident, Resource } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { MINUTE, clockTime, since } from '../time.ts';
import type { Trace } from './change-trace.ts';
import type { Change, ChangeKind } from '../observe/facts.ts';
import type { FindingList } from '../observe/finding-list.ts';
import { neighbourTraces, stackTraces } from './stack-traces.ts';
import { trailTraces } from './trail-traces.ts';
import { versionTraces } from './version-traces.ts';

/** Traces of one resource within this are one change, unless they tell of different versions. */
const SAME_CHANGE_MS = 5 * MINUTE;
const SOURCES: readonly Trace['source'][] = ['versions', 'stack', 'cloudtrail', 'settings'];
/** A deployment may set concurrency and settings too: the first of these names the whole. */
const KINDS: readonly ChangeKind[] = [
  'deployment',
  'configuration',
  'concurrency',
  'capacity',
  'permission',
  'mapping',
  'modification',
];
const LAMBDA = 'AWS::Lambda::Function';

/** Changes of a resource, and of the role it runs with, in window and baseline, from every source that was read. */
export function readChanges(
  incident: Incident,
  resource: Resource,
  role: string | undefined,
  evidence: EvidenceIndex,
  findings: FindingList,
): Change[] {
  const range = { from: incident.baseline.from, to: incident.window.to };
  const inRange = (time: string) => range.from <= time && time <= range.to;
  const isFunction = resource.type === LAMBDA;
  const traces = [
    ...(isFunction ? versionTraces(resource, evidence, findings, inRange) : []),
    ...stackTraces(resource, incident, evidence, findings),
    ...trailTraces(resource, evidence, findings),
    ...(isFunction ? settingsTraces(resource, evidence, findings, inRange) : []),
  ];
  const roleResource = { type: 'AWS::IAM::Role', id: role ?? '' };
  const ofRole = role === undefined ? [] : readCalls(roleResource, evidence, findings);
  // What serves a resource that is no function is often another one of its stack.
  const neighbours = isFunction ? [] : neighbourTraces(resource, incident, evidence, findings);
  const ofNeighbours = neighbours.flatMap((one) => group([one.trace], one.resource));
  return [...group(traces, resource), ...ofRole, ...ofNeighbours];
}

/** Changes of a resource of which only CloudTrail tells. */
export function readCalls(resource: Resource, evidence: EvidenceIndex, findings: FindingList): Change[] {
  return group(trailTraces(resource, evidence, findings), resource);
}

function group(traces: Trace[], resource: Resource): Change[] {
  const groups: Trace[][] = [];
  for (const trace of traces.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    const last = groups.at(-1);
    const first = last?.[0];
    const near = first !== undefined && since(first.at, trace.at) <= SAME_CHANGE_MS;
    const version = last?.find((other) => other.version !== undefined)?.version;
    const otherVersion = trace.version !== undefined && version !== undefined && trace.version !== version;
    if (last !== undefined && near && !otherVersion) last.push(trace);
    else groups.push([trace]);
  }
  return groups.map((members) => changeOf(members, resource));
}

function changeOf(members: Trace[], resource: Resource): Change {
  const ranked = members.toSorted((a, b) => SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source));
  const best = ranked[0];
  if (best === undefined) throw new Error('a change has at least one trace');
  const kinds = ranked.map(({ kind }) => kind);
  // Only versions and calls tell whether the code is another; a stack just deploys.
  const called = (name: string) => ranked.some(({ call }) => call?.startsWith(name));
  const told =
    ranked.find(({ source }) => source === 'versions')?.kind ??
    (called('UpdateFunctionConfiguration') && !called('UpdateFunctionCode') ? 'configuration' : undefined);
  const version = ranked.find((trace) => trace.version !== undefined)?.version;
  const previous = ranked.find((trace) => trace.previous !== undefined)?.previous;
  const stack = ranked.find((trace) => trace.stack !== undefined)?.stack;
  return {
    kind: told ?? KINDS.find((kind) => kinds.includes(kind)) ?? best.kind,
    resource,
    at: best.at,
    findings: ranked.map(({ finding }) => finding),
    aliases: ranked.flatMap(({ aliases }) => aliases ?? []),
    changed: ranked.flatMap(({ changed }) => changed ?? []),
    ...(version !== undefined && { version }),
    ...(previous !== undefined && { previous }),
    ...(stack !== undefined && { stack }),
  };
}

/** The settings' own time stamp: it says that something was changed, not what. */
function settingsTraces(
  target: Resource,
  evidence: EvidenceIndex,
  findings: FindingList,
  inRange: (time: string) => boolean,
): Trace[] {
  const read = evidence.of('function.config').findLast(({ args }) => args.function === target.id);
  if (read === undefined || !inRange(read.answer.lastModified)) return [];
  const at = read.answer.lastModified;
  const finding = findings.add(
    'last-modified',
    `${target.id} was last modified at ${clockTime(at)}.`,
    { op: 'equals', left: { evidence: read.id, path: ['lastModified'] }, right: { value: at } },
    at,
  );
  return [{ kind: 'modification', at, source: 'settings', finding }];
}
