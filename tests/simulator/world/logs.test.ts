import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filterMatcher } from '../../../simulator/world/logs.ts';
import { buildWorld } from '../../../simulator/world/world.ts';
import { MINUTE, madeUp } from '../worlds.ts';

describe('a filter pattern', () => {
  const LINES = ['ERROR payment failed', 'WARN payment slow', 'INFO handled', 'ERROR stock'];

  it.each([
    ['', LINES],
    ['ERROR', ['ERROR payment failed', 'ERROR stock']],
    ['ERROR payment', ['ERROR payment failed']],
    ['payment ERROR', ['ERROR payment failed']],
    ['"payment failed"', ['ERROR payment failed']],
    ['"failed payment"', []],
    ['error', []],
    ['?ERROR ?WARN', ['ERROR payment failed', 'WARN payment slow', 'ERROR stock']],
    ['ERROR -payment', ['ERROR stock']],
    ['-"payment failed" payment', ['WARN payment slow']],
  ])('%p finds what AWS documents', (pattern, expected) => {
    const matches = filterMatcher(pattern);
    expect(LINES.filter((line) => matches?.(line))).toEqual(expected);
  });

  it.each(['{ $.level = "ERROR" }', '[ip, user, ...]', '%ERR.R%', '"'])('%p is not simulated', (pattern) => {
    expect(filterMatcher(pattern)).toBeUndefined();
  });

  it('of words finds what has them all, in whatever order', () => {
    const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.array(word), (wanted, line) => {
        const found = filterMatcher(wanted.join(' '))?.(line.join(' '));
        expect(found).toBe(wanted.every((one) => line.includes(one)));
      }),
    );
  });
});

const GROUP = `
functions: { f: {} }
logGroups:
  /ecs/web:
    instances: 3
    stream: web/{instance}/{day}
    lines:
      - { message: 'GET /orders {status} in {n} ms, request {id}', perMinute: 30, values: { status: { '200': 98, '500': 2 } } }
      - { message: 'disk of {instance} is full', perMinute: 10, from: 30m, until: 40m, instances: [1] }
metricFilters:
  - { name: full, logGroup: /ecs/web, pattern: '"is full"', namespace: Web, metric: Full, defaultValue: 0 }
  - { name: never, logGroup: /ecs/web, pattern: nothing-like-it, namespace: Web, metric: Never }
`;

describe('a log group that is written down line by line', () => {
  const world = buildWorld(madeUp(GROUP));
  const read = (from: number, to: number) =>
    world.logGroups.get('/ecs/web')?.lines(world.start + from * MINUTE, world.start + to * MINUTE) ?? [];

  it('has its lines from and until the times that it says, of the instances that it says', () => {
    const full = read(0, 90).filter(({ message }) => message.includes('disk'));
    expect(full.length).toBeGreaterThan(50);
    const times = full.map(({ t }) => (t - world.start) / MINUTE);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...times)).toBeLessThan(40);
    expect(new Set(full.map(({ stream, message }) => `${stream} ${message}`))).toEqual(
      new Set(['web/1/2026-03-10 disk of 1 is full']),
    );
  });

  it('fills in what differs from line to line, by weight', () => {
    const lines = read(0, 90).filter(({ message }) => message.startsWith('GET'));
    for (const { message } of lines) {
      expect(message).toMatch(/^GET \/orders (200|500) in \d+ ms, request [0-9a-f-]{36}$/);
    }
    const failed = lines.filter(({ message }) => message.includes(' 500 ')).length / lines.length;
    expect(failed).toBeGreaterThan(0.005);
    expect(failed).toBeLessThan(0.05);
    expect(new Set(lines.map(({ stream }) => stream)).size).toBe(3);
  });

  it('is in order, and the same in whatever ranges it is read', () => {
    const whole = read(20, 50);
    expect(whole.map(({ t }) => t)).toEqual(whole.map(({ t }) => t).toSorted((a, b) => a - b));
    fc.assert(
      fc.property(fc.double({ min: 20, max: 50, noNaN: true }), (cut) => {
        expect([...read(20, cut), ...read(cut, 50)]).toEqual(whole);
      }),
    );
  });

  it('is counted by its metric filters, minute by minute, once the lines can be found', () => {
    const samplesOf = (metric: string, minute: number) =>
      world.metrics
        .find('Web', metric, {})
        ?.samples(world.start + minute * MINUTE, world.start + (minute + 1) * MINUTE) ?? [];
    for (let minute = 25; minute < 45; minute++) {
      const matching = read(minute, minute + 1).filter(({ message }) => message.includes('is full'));
      const counted = samplesOf('Full', minute);
      expect(counted.reduce((sum, { v, n }) => sum + v * n, 0)).toBe(matching.length);
      expect(counted.length).toBe(Math.max(1, matching.length));
      for (const [i, { ingestedAt }] of matching.entries()) {
        expect(counted[i]?.toldAt).toBeGreaterThan(ingestedAt);
      }
      // Without a default there is no datapoint in a minute without a match.
      expect(samplesOf('Never', minute)).toEqual([]);
    }
  });
});
