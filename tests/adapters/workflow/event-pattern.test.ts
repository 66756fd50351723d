import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { matchesPattern } from '../../../adapters/workflow/event-pattern.ts';
import type { Json } from '../../../core/canonical.ts';

const read = async (path: string): Promise<Json> => JSON.parse(await readFile(path, 'utf8')) as Json;
const event = (name: string) => read(`tests/fixtures/events/${name}.json`);

describe('the rules', () => {
  it('take alarms that go to ALARM, and those of contributors', async () => {
    const pattern = await read('rules/alarm.json');
    expect(matchesPattern(pattern, await event('single-metric'))).toBe(true);
    expect(matchesPattern(pattern, await event('contributor'))).toBe(true);
    expect(matchesPattern(await read('rules/ok.json'), await event('single-metric'))).toBe(false);
  });

  it.each(['math', 'anomaly', 'insights', 'promql', 'log', 'unknown-shape'])(
    'take alarms of every shape: %s',
    async (name) => {
      expect(matchesPattern(await read('rules/alarm.json'), await event(name))).toBe(true);
    },
  );

  it('leave suppressed and muted alarms alone', async () => {
    const pattern = await read('rules/alarm.json');
    expect(matchesPattern(pattern, await event('composite-suppressed'))).toBe(false);
    expect(matchesPattern(pattern, await event('composite-muted'))).toBe(false);
  });

  it('take the OK of a muted alarm nevertheless: its case may have been opened before', async () => {
    const over = (await event('composite-muted')) as { detail: { state: Record<string, Json> } };
    over.detail.state['value'] = 'OK';
    expect(matchesPattern(await read('rules/ok.json'), over)).toBe(true);
  });
});

describe('the matcher', () => {
  it('knows prefix and anything-but, with and without prefix', () => {
    expect(matchesPattern({ a: [{ prefix: 'prod-' }] }, { a: 'prod-x' })).toBe(true);
    expect(matchesPattern({ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' })).toBe(true);
    expect(matchesPattern({ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'x' })).toBe(false);
    expect(matchesPattern({ a: [{ 'anything-but': { prefix: 'T-' } }] }, { a: 'T-1' })).toBe(false);
    expect(matchesPattern({ a: [{ 'anything-but': { prefix: 'T-' } }] }, {})).toBe(false);
  });

  it('matches an array of the event by any of its items', () => {
    expect(matchesPattern({ resources: ['b'] }, { resources: ['a', 'b'] })).toBe(true);
  });

  it.each<[string, Json]>([
    ['numeric', { a: [{ numeric: ['>', 1] }] }],
    ['wildcard', { a: [{ wildcard: '*' }] }],
    ['two operators at once', { a: [{ prefix: 'x', exists: true }] }],
    ['a leaf that is no list', { a: 'x' }],
  ])('refuses %s rather than guess', (_name, pattern) => {
    expect(() => matchesPattern(pattern, { a: 'x' })).toThrow(/does not know this pattern/);
  });
});
