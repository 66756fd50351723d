import type { Scenario } from '../language/scenario.ts';
import { functionArn, mappingId, sourceArn } from '../names.ts';
import type { Happenings } from '../world/happenings.ts';
import { updateStack } from '../world/stack-update.ts';

/** An event source mapping over time. */
export interface MappingHistory {
  id: string;
  /** Name of the queue or stream. */
  source: string;
  kind: 'queue' | 'stream';
  sourceArn: string;
  function: string;
  batchSize: number;
  enabled: { t: number; value: boolean }[];
  /** What Lambda says of the last batch of a stream. */
  results: { t: number; value: string }[];
}

/** By source; a queue or stream has at most one consumer here. */
export function mappingHistories(scenario: Scenario, into: Happenings): Map<string, MappingHistory> {
  const start = Date.parse(scenario.start);
  const all = new Map<string, MappingHistory>();
  const sources = [
    ...Object.entries(scenario.queues).map(([name, queue]) => ({ name, kind: 'queue' as const, ...queue })),
    ...Object.entries(scenario.streams).map(([name, stream]) => ({
      name,
      kind: 'stream' as const,
      ...stream,
    })),
  ];
  for (const { name, kind, consumer, batchSize, enabled } of sources) {
    if (consumer === undefined) continue;
    all.set(name, {
      id: mappingId(scenario, name),
      source: name,
      kind,
      sourceArn: sourceArn(scenario, kind, name),
      function: consumer,
      batchSize,
      enabled: [{ t: -Infinity, value: enabled }],
      results: [],
    });
  }
  for (const { at: offset, mapping } of scenario.timeline.toSorted((a, b) => a.at - b.at)) {
    const history = all.get(mapping?.source ?? '');
    if (mapping === undefined || history === undefined) continue;
    const { by, via, source } = mapping;
    const type = 'AWS::Lambda::EventSourceMapping';
    const begun = start + offset;
    const t = via === 'stack' ? updateStack(scenario, { t: begun, by, type, name: source }, into) : begun;
    // From Disabling to Disabled takes some seconds.
    history.enabled.push({ t: t + 12_000, value: mapping.enabled });
    into.call({
      t,
      name: 'UpdateEventSourceMapping20150331',
      source: 'lambda.amazonaws.com',
      by,
      resources: [
        { type, name: history.id },
        { type: 'AWS::Lambda::Function', name: functionArn(scenario, history.function) },
      ],
      request: { uUID: history.id, enabled: mapping.enabled },
      response: { uUID: history.id, state: mapping.enabled ? 'Enabling' : 'Disabling' },
    });
  }
  return all;
}
