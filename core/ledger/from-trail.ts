import { isCallOn, isIndexed, kindOfCall, trailNamesOf } from '../catalogue/trail-names.ts';
import type { Incident } from '../case.ts';
import { type Entity, placeOf } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import type { FindingList } from '../observe/finding-list.ts';
import type { ChangedSetting, Trace } from './change.ts';

/** The API calls on a resource that CloudTrail tells of. */
export function trailTraces(
  target: Entity,
  incident: Incident,
  evidence: EvidenceIndex,
  findings: FindingList,
): Trace[] {
  const place = placeOf(incident);
  const names = trailNamesOf(target, place);
  const read = evidence
    .of('changes.lookup')
    .findLast(({ args }) => args.resources.some((name) => names.includes(name)));
  if (read === undefined) return [];
  const changes = read.answer.events.filter((event) => !event.failed && isCallOn(event, target, place));
  if (
    isIndexed(target) &&
    // Not if something else of this name was changed: the proof is that nothing was.
    read.answer.events.every(({ failed }) => failed) &&
    !read.answer.truncated &&
    read.completeUntil > read.args.from
  ) {
    findings.add(
      'no-api-change',
      { of: target.id, from: read.args.from, to: read.completeUntil },
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
    const known = kindOfCall(source, name);
    if (known === undefined) return [];
    // UpdateTable sets other things too.
    const keys = Object.keys(request);
    const other =
      known === 'capacity' &&
      keys.length > 1 &&
      !keys.some((key) => /capacity|throughput|billing|shard/i.test(key));
    const kind = other ? 'configuration' : known;
    const where = { t, name, by, failed: false, ...(version !== undefined && { version }) };
    const some = { op: 'some' as const, in: { evidence: read.id, path: ['events'] }, where };
    const finding = findings.add(
      'api-change',
      { by, call: name, of: target.id, at: t, ...(version !== undefined && { version }) },
      some,
      t,
    );
    const changed = (['timeout', 'memorySize'] as const).flatMap((key): ChangedSetting[] => {
      const value = request[key];
      if (typeof value !== 'number') return [];
      const setting = key === 'timeout' ? ('timeout' as const) : ('memory' as const);
      return [
        {
          setting,
          name: key,
          finding: findings.add(
            'setting-changed',
            { how: 'call', of: target.id, name: setting, is: value, at: t },
            // The call as a whole: another of the same second may have set something else.
            {
              op: 'some',
              in: { evidence: read.id, path: ['events'] },
              where: { t, name, by, request },
            },
          ),
        },
      ];
    });
    return [
      {
        kind,
        at: t,
        source: 'cloudtrail',
        finding,
        call: name,
        changed,
        ...(version !== undefined && { version }),
      },
    ];
  });
}
