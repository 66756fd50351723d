import type { ChangeKind } from '../catalogue/resource-type.ts';
import { knownOf } from '../catalogue/catalogue.ts';
import type { Incident } from '../case.ts';
import { type Entity, type EntityKey, keyOf } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import type { FindingList } from '../observe/finding-list.ts';
import { MINUTE, since } from '../time.ts';
import type { Change, Trace } from './change.ts';
import { neighbourTraces, stackTraces } from './from-stack.ts';
import { trailTraces } from './from-trail.ts';
import { versionTraces } from './from-versions.ts';

/** All changes in window and baseline, from every source that was read. */
export interface Ledger {
  /** Changes of one resource, oldest first. */
  of(entity: Entity): readonly Change[];
  /** What the deployments of its stack changed beside it: an API's resolver, a service's task definition. */
  beside(entity: Entity): readonly Change[];
}

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

/** The ledger of an incident; a resource's changes are read, and proven, when they are first looked for. */
export function ledgerOf(incident: Incident, evidence: EvidenceIndex, findings: FindingList): Ledger {
  const read = new Map<EntityKey, readonly Change[]>();
  const { baseline, window } = incident;
  const inRange = (time: string) => baseline.from <= time && time <= window.to;
  return {
    of(entity) {
      const key = keyOf(entity);
      const known = read.get(key);
      if (known !== undefined) return known;
      const hasCode = knownOf(entity.type).runsCode === true;
      const traces = [
        ...(hasCode ? versionTraces(entity, evidence, findings, inRange) : []),
        ...stackTraces(entity, incident, evidence, findings),
        ...trailTraces(entity, incident, evidence, findings),
        ...(hasCode ? settingsTraces(entity, evidence, findings, inRange) : []),
      ];
      const changes = grouped(traces, entity);
      read.set(key, changes);
      return changes;
    },
    beside: (entity) =>
      neighbourTraces(entity, incident, evidence, findings).flatMap((one) =>
        grouped([one.trace], one.entity),
      ),
  };
}

function grouped(traces: readonly Trace[], entity: Entity): Change[] {
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
  return groups.map((members) => changeOf(members, entity));
}

function changeOf(members: readonly Trace[], entity: Entity): Change {
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
    entity,
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
  { id }: Entity,
  evidence: EvidenceIndex,
  findings: FindingList,
  inRange: (time: string) => boolean,
): Trace[] {
  const read = evidence.of('function.config').findLast(({ args }) => args.function === id);
  if (read === undefined || !inRange(read.answer.lastModified)) return [];
  const at = read.answer.lastModified;
  const finding = findings.add(
    'last-modified',
    { of: id, at },
    { op: 'equals', left: { evidence: read.id, path: ['lastModified'] }, right: { value: at } },
    at,
  );
  return [{ kind: 'modification', at, source: 'settings', finding }];
}
