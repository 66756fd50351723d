import type { Evidence, Incident, Resource } from '../case.ts';
import { type AnswerOf, capabilities } from '../evidence/capabilities.ts';
import { evidenceOf } from '../evidence/typed-evidence.ts';
import type { Finding, Predicate } from '../proof/predicate.ts';
import { MINUTE, clockTime, since } from '../time.ts';
import type { Change, ChangeKind, ChangedSetting } from './facts.ts';
import type { FindingList } from './finding-list.ts';
import { kindOfCall } from './change-calls.ts';
import { stackIdOf } from './resource-arn.ts';

/** What one source tells of one change. */
interface Trace {
  kind: ChangeKind;
  at: string;
  /** Sources in the order in which their time of the change is believed. */
  source: 'versions' | 'stack' | 'cloudtrail' | 'settings';
  finding: Finding;
  version?: string;
  previous?: Change['previous'];
  aliases?: Change['aliases'];
  changed?: ChangedSetting[];
  stack?: string;
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
const LAMBDA = 'AWS::Lambda::Function';

/** Changes of a resource, and of the role it runs with, in window and baseline, from every source that was read. */
export function readChanges(
  incident: Incident,
  resource: Resource,
  role: string | undefined,
  evidence: readonly Evidence[],
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
  return [...group(traces, resource), ...ofRole];
}

/** Changes of a resource of which only CloudTrail tells. */
export function readCalls(
  resource: Resource,
  evidence: readonly Evidence[],
  findings: FindingList,
): Change[] {
  return group(trailTraces(resource, evidence, findings), resource);
}

function versionTraces(
  target: Resource,
  evidence: readonly Evidence[],
  findings: FindingList,
  inRange: (time: string) => boolean,
): Trace[] {
  const read = evidenceOf('function.versions', capabilities['function.versions'], evidence).findLast(
    ({ args }) => args.function === target.id,
  );
  if (read === undefined) return [];
  const { versions, aliases } = read.answer;
  const at = (version: string, field: string) => ({
    evidence: read.id,
    path: ['versions', { version }, field],
  });
  return versions.flatMap((published, i): Trace[] => {
    const { version, publishedAt } = published;
    if (!inRange(publishedAt)) return [];
    const before = versions[i - 1];
    const otherCode = before !== undefined && before.codeSha256 !== published.codeSha256;
    const sameCode = before && {
      op: 'equals' as const,
      left: at(version, 'codeSha256'),
      right: at(before.version, 'codeSha256'),
    };
    const finding = findings.add(
      'version-published',
      `Version ${version} of ${target.id} was published at ${clockTime(publishedAt)}${
        before === undefined
          ? ''
          : `, with ${otherCode ? 'other code than' : 'the code of'} version ${before.version}`
      }.`,
      {
        op: 'all',
        of: [
          { op: 'equals', left: at(version, 'publishedAt'), right: { value: publishedAt } },
          ...(sameCode === undefined ? [] : [otherCode ? ({ op: 'not', of: sameCode } as const) : sameCode]),
        ],
      },
      publishedAt,
    );
    return [
      {
        kind: before !== undefined && !otherCode ? 'configuration' : 'deployment',
        at: publishedAt,
        source: 'versions',
        finding,
        version,
        ...(before !== undefined && {
          previous: { version: before.version, finding },
          changed: settingsBetween(read.id, before, published, findings),
        }),
        aliases: aliases
          .filter((alias) => alias.version === version)
          .map(({ name }) => ({
            name,
            finding: findings.add('alias', `Alias ${name} points to version ${version}.`, {
              op: 'some',
              in: { evidence: read.id, path: ['aliases'] },
              where: { name, version },
            }),
          })),
      },
    ];
  });
}

type Version = AnswerOf<'function.versions'>['versions'][number];

/** What is not the same in the settings of two versions. */
function settingsBetween(
  id: string,
  before: Version,
  after: Version,
  findings: FindingList,
): ChangedSetting[] {
  const at = ({ version }: Version, ...field: string[]) => ({
    evidence: id,
    path: ['versions', { version }, ...field],
  });
  const differ = (...field: string[]): Predicate => ({
    op: 'not',
    of: { op: 'equals', left: at(before, ...field), right: at(after, ...field) },
  });
  const changed: ChangedSetting[] = [];
  const say = (setting: ChangedSetting['setting'], name: string, text: string, predicate: Predicate) =>
    changed.push({ setting, name, finding: findings.add('setting-changed', text, predicate) });
  if (before.environment.readable && after.environment.readable) {
    const from = new Set(before.environment.names);
    const to = new Set(after.environment.names);
    const names = differ('environment', 'names');
    for (const name of [...from].filter((one) => !to.has(one)).slice(0, 5)) {
      say(
        'removed-variable',
        name,
        `Version ${after.version} has no environment variable ${name}; version ${before.version} has.`,
        names,
      );
    }
    for (const name of [...to].filter((one) => !from.has(one)).slice(0, 5)) {
      say(
        'added-variable',
        name,
        `Version ${after.version} has an environment variable ${name}; version ${before.version} has not.`,
        names,
      );
    }
  }
  const settings = [
    ['timeout', 'timeoutSeconds', 'Timeout', ' s'],
    ['memory', 'memoryMb', 'Memory', ' MB'],
    ['handler', 'handler', 'Handler', ''],
    ['runtime', 'runtime', 'Runtime', ''],
    ['role', 'role', 'Role', ''],
  ] as const;
  for (const [setting, field, word, unit] of settings) {
    const [was, is] = [before[field], after[field]];
    if (was === is || was === undefined || is === undefined) continue;
    say(
      setting,
      field,
      `${word} went from ${was}${unit} (version ${before.version}) to ${is}${unit} (version ${after.version}).`,
      differ(field),
    );
  }
  return changed;
}

function stackTraces(
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

function trailTraces(target: Resource, evidence: readonly Evidence[], findings: FindingList): Trace[] {
  const read = evidenceOf('changes.lookup', capabilities['changes.lookup'], evidence).findLast(({ args }) =>
    args.resources.includes(target.id),
  );
  if (read === undefined) return [];
  const changes = read.answer.events.filter(({ failed }) => !failed);
  if (changes.length === 0 && !read.answer.truncated && read.completeUntil > read.args.from) {
    findings.add(
      'no-api-change',
      `CloudTrail tells of no change to ${target.id} between ${clockTime(read.args.from)} and ${clockTime(read.completeUntil)}.`,
      {
        op: 'all',
        of: [
          { op: 'none', in: { evidence: read.id, path: ['events'] }, where: { failed: false } },
          { op: 'equals', left: { evidence: read.id, path: ['truncated'] }, right: { value: false } },
          { op: 'complete', evidence: read.id, until: read.completeUntil },
        ],
      },
    );
  }
  return changes.flatMap(({ t, name, by, version, source, request }): Trace[] => {
    const kind = kindOfCall(source, name);
    if (kind === undefined) return [];
    const where = { t, name, by, failed: false, ...(version !== undefined && { version }) };
    const some = { op: 'some' as const, in: { evidence: read.id, path: ['events'] }, where };
    const finding = findings.add(
      'api-change',
      `${by} called ${name} on ${target.id} at ${clockTime(t)}${version === undefined ? '' : ` (version ${version})`}.`,
      some,
      t,
    );
    const changed = (['timeout', 'memorySize'] as const).flatMap((key): ChangedSetting[] => {
      const value = request[key];
      if (typeof value !== 'number') return [];
      const what =
        key === 'timeout' ? `Its timeout was set to ${value} s` : `Its memory was set to ${value} MB`;
      return [
        {
          setting: key === 'timeout' ? 'timeout' : 'memory',
          name: key,
          finding: findings.add('setting-changed', `${what} at ${clockTime(t)}.`, {
            op: 'equals',
            left: { evidence: read.id, path: ['events', { t, name, by }, 'request', key] },
            right: { value },
          }),
        },
      ];
    });
    return [
      { kind, at: t, source: 'cloudtrail', finding, changed, ...(version !== undefined && { version }) },
    ];
  });
}

/** The settings' own time stamp: it says that something was changed, not what. */
function settingsTraces(
  target: Resource,
  evidence: readonly Evidence[],
  findings: FindingList,
  inRange: (time: string) => boolean,
): Trace[] {
  const read = evidenceOf('function.config', capabilities['function.config'], evidence).findLast(
    ({ args }) => args.function === target.id,
  );
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
  // Only the versions tell whether the code is another; a stack or an API call just deploys.
  const told = ranked.find(({ source }) => source === 'versions')?.kind;
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
