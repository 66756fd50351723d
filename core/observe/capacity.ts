import { metricsOf } from '../catalogue/metric-names.ts';
import type { Incident } from '../case.ts';
import type { Entity } from '../entity.ts';
import type { Typed } from '../evidence/evidence-index.ts';
import type { Finding } from '../proof/predicate.ts';
import type { FindingList } from './finding-list.ts';
import type { Series } from './series.ts';
import type { Trouble } from './trouble.ts';

/** What makes up less than this share of the failed invocations is not why they fail. */
export const MIN_ERROR_SHARE = 0.2;

type Limited = { what: 'throttled' | 'at-limit'; finding: Finding };

/** Are calls of a function refused, and is the concurrency that is reserved for it used up? */
export function readThrottling(
  { id }: Entity,
  { window }: Incident,
  series: ReadonlyMap<string, Series>,
  config: Typed<'function.config'> | undefined,
  findings: FindingList,
): Limited[] {
  const throttles = series.get('throttles');
  const onset = throttles?.shift?.onset.from;
  if (throttles === undefined || onset === undefined) return [];
  const total = throttles.value('sum', onset, window.to) ?? 0;
  const failed = series.get('errors')?.value('sum', onset, window.to) ?? 0;
  if (total < MIN_ERROR_SHARE * failed) return [];
  const throttled: Limited = {
    what: 'throttled',
    finding: findings.add(
      'throttles',
      { function: id, total, since: onset },
      { op: 'equals', left: throttles.term('sum', onset, window.to), right: { value: total } },
      onset,
    ),
  };
  const limit = config?.answer.reservedConcurrency;
  const concurrency = series.get('concurrency');
  const peak = concurrency?.value('max', onset, window.to);
  if (config === undefined || limit === undefined || concurrency === undefined || peak === undefined)
    return [throttled];
  if (peak < limit) return [throttled];
  const atLimit = findings.add(
    'concurrency-at-limit',
    { function: id, peak, limit },
    {
      op: 'all',
      of: [
        {
          op: 'equals',
          left: { evidence: config.id, path: ['reservedConcurrency'] },
          right: { value: limit },
        },
        { op: 'equals', left: concurrency.term('max', onset, window.to), right: { value: peak } },
      ],
    },
  );
  return [throttled, { what: 'at-limit', finding: atLimit }];
}

/** Where the trouble is that a provisioned capacity is exceeded: that, and whether the capacity was lowered. */
export function readCapacity(
  entity: Entity,
  { metric, finding }: Trouble,
  { baseline, window }: Incident,
  series: ReadonlyMap<string, Series>,
  findings: FindingList,
): Limited[] {
  const metrics = metricsOf(entity);
  const of = metrics.find(({ id }) => id === metric)?.of;
  const capacity = metrics.find(({ id }) => id === of);
  if (capacity?.measures === undefined) return [];
  const throttled: Limited = { what: 'throttled', finding };
  const provisioned = series.get(capacity.id);
  const before = provisioned?.value('max', baseline.from, baseline.to);
  const now = provisioned?.value('min', window.from, window.to);
  if (provisioned === undefined || before === undefined || now === undefined || now >= before)
    return [throttled];
  const lowered = findings.add(
    'capacity-lowered',
    { of: entity.id, ...capacity.measures, before, now },
    {
      op: 'all',
      of: [
        { op: 'equals', left: provisioned.term('max', baseline.from, baseline.to), right: { value: before } },
        { op: 'equals', left: provisioned.term('min', window.from, window.to), right: { value: now } },
      ],
    },
  );
  return [throttled, { what: 'at-limit', finding: lowered }];
}
