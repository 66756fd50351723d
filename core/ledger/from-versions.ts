import type { Entity } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { type AnswerOf } from '../evidence/capabilities.ts';
import type { Predicate } from '../proof/predicate.ts';
import type { FindingData } from '../words/findings.ts';
import type { ChangedSetting, Trace } from './change.ts';
import type { FindingList } from '../observe/finding-list.ts';
import { uniqueBy } from '../observe/unique-by.ts';

/** Versions of a function that were published in the range, and what is not the same in them as before. */
export function versionTraces(
  target: Entity,
  evidence: EvidenceIndex,
  findings: FindingList,
  inRange: (time: string) => boolean,
): Trace[] {
  const read = evidence.of('function.versions').findLast(({ args }) => args.function === target.id);
  if (read === undefined) return [];
  const { aliases } = read.answer;
  const versions = uniqueBy(read.answer.versions, ({ version }) => version);
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
      {
        function: target.id,
        version,
        at: publishedAt,
        otherCode,
        ...(before !== undefined && { before: before.version }),
      },
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
          changed: settingsBetween(target.id, read.id, before, published, findings),
        }),
        aliases: aliases
          .filter((alias) => alias.version === version)
          .map(({ name }) => ({
            name,
            finding: findings.add(
              'alias',
              { name, version },
              { op: 'some', in: { evidence: read.id, path: ['aliases'] }, where: { name, version } },
            ),
          })),
      },
    ];
  });
}

type Version = AnswerOf<'function.versions'>['versions'][number];

/** What is not the same in the settings of two versions. */
function settingsBetween(
  of: string,
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
  const versions = { of, before: before.version, after: after.version };
  const say = (
    setting: ChangedSetting['setting'],
    name: string,
    data: FindingData<'setting-changed'>,
    predicate: Predicate,
  ) => changed.push({ setting, name, finding: findings.add('setting-changed', data, predicate) });
  if (before.environment.readable && after.environment.readable) {
    const from = new Set(before.environment.names);
    const to = new Set(after.environment.names);
    const names = differ('environment', 'names');
    for (const name of [...from].filter((one) => !to.has(one)).slice(0, 5)) {
      say('removed-variable', name, { ...versions, how: 'variable-removed', name }, names);
    }
    for (const name of [...to].filter((one) => !from.has(one)).slice(0, 5)) {
      say('added-variable', name, { ...versions, how: 'variable-added', name }, names);
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
    say(setting, field, { ...versions, how: 'versions', name: word, unit, was, is }, differ(field));
  }
  return changed;
}
