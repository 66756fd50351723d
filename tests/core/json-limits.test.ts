import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../../adapters/stores/memory-store.ts';
import { caseConfig, parseConfig } from '../../adapters/config/config.ts';
import { Json } from '../../core/canonical.ts';
import { MAX_DEPTH, excessOf } from '../../core/json-limits.ts';
import { openIncident } from '../../functions/open-incident.ts';
import { replayIncident } from '../../functions/replay-incident.ts';

/** A value within so many lists. */
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('the limits of JSON', () => {
  const limits = { items: 100, chars: 1_000 };

  it('allow what is as deep, as much and as long as may be', () => {
    expect(excessOf(nested(MAX_DEPTH), limits)).toBeUndefined();
    expect(excessOf(Array(99).fill(0), limits)).toBeUndefined();
    expect(excessOf({ ['k'.repeat(500)]: 'v'.repeat(500) }, limits)).toBeUndefined();
    expect(excessOf(null, limits)).toBeUndefined();
  });

  it('name what is too much, however deep it is', () => {
    expect(excessOf(nested(MAX_DEPTH + 1), limits)).toBe('is nested deeper than 30');
    expect(excessOf({ a: nested(100_000) }, limits)).toBe('is nested deeper than 30');
    expect(excessOf(Array(100).fill(0), limits)).toBe('has more than 100 items');
    expect(excessOf([Array(60).fill(0), Array(60).fill(0)], limits)).toBe('has more than 100 items');
    expect(excessOf(['v'.repeat(1_001)], limits)).toBe('has more than 1000 characters');
    expect(excessOf({ ['k'.repeat(1_001)]: 1 }, limits)).toBe('has more than 1000 characters');
  });

  it('count what several places share as often as it stands there', () => {
    const ten = Array(10).fill(0);
    expect(excessOf(Array(10).fill(ten), limits)).toBe('has more than 100 items');
  });

  it('keep what is deeper than a record from all that walks JSON', () => {
    expect(Json.safeParse(nested(40)).success).toBe(true);
    expect(Json.safeParse(nested(41)).success).toBe(false);
    expect(Json.safeParse(nested(100_000)).success).toBe(false);
  });
});

describe('an execution', () => {
  const event = JSON.parse(readFileSync('tests/fixtures/events/single-metric.json', 'utf8')) as object;
  const execution = { id: 'arn', name: 'n', startedAt: '2026-03-10T03:11:00.000Z' };
  const clock = { now: () => Date.parse('2026-03-10T03:11:00.000Z'), elapsedMs: () => 0 };
  const ports = {
    store: memoryStore(),
    config: caseConfig(parseConfig({}, 'x')),
    clock,
    run: 'live' as const,
  };

  it.each<[string, unknown]>([
    ['an event with a field that is nested 10,000 deep', { ...event, more: nested(10_000) }],
    ['an event with a million items', { ...event, more: Array(1_000_000).fill(0) }],
    ['an event with a text of two megabytes', { ...event, more: 'x'.repeat(2_000_000) }],
    ['a replay request that is nested 10,000 deep', { replay: nested(10_000) }],
    ['an event whose alarm has half of a character in its ARN', { ...event, resources: ['arn:\uD83D'] }],
  ])('does not begin with %s', async (_name, input) => {
    await expect(openIncident({ input, execution }, ports)).rejects.toMatchObject({ code: 'EventMalformed' });
    expect(await ports.store.list('')).toEqual([]);
  });

  it('is not started anew by a request that is nested 10,000 deep', async () => {
    const workflow = { start: async () => 'arn' };
    const request = { replay: { caseId: '0a1b2c3d4e5f-live', tools: nested(10_000) } };
    await expect(replayIncident(request, { workflow, clock })).rejects.toMatchObject({
      code: 'EventMalformed',
    });
  });
});
