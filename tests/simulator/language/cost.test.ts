import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { costOf } from '../../../simulator/language/cost.ts';
import { readScenario } from '../../../simulator/language/load.ts';
import { buildWorld } from '../../../simulator/world/world.ts';

const BAD_DEPLOY = readFileSync('scenarios/bad-deploy.yaml', 'utf8');

/** bad-deploy with something else in it. */
function changed(...replacements: [from: string | RegExp, to: string][]): string {
  for (const [from] of replacements) expect(BAD_DEPLOY).toMatch(from);
  return replacements.reduce((text, [from, to]) => text.replace(from, to), BAD_DEPLOY);
}
const added = (text: string) => `${BAD_DEPLOY}\n${text}\n`;

function problems(text: string): string[] {
  const read = readScenario(text);
  return 'problems' in read
    ? read.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`)
    : [];
}

describe('the cost of a play', () => {
  it.each([
    'scenarios/bad-deploy.yaml',
    'scenarios/table-throttled.yaml',
    'tests/fixtures/scenarios/cache-failover.yaml',
  ])('is about what %s makes when it is played', (file) => {
    const read = readScenario(readFileSync(file, 'utf8'));
    if ('problems' in read) throw new Error(`${file} is broken`);
    const { invocations, logLines } = costOf(read.scenario);
    const world = buildWorld(read.scenario);
    const lines = [...world.logGroups.values()].flatMap((group) => group.lines(world.start, world.end));
    expect(Math.abs(invocations - world.invocations.length)).toBeLessThanOrEqual(
      0.3 * world.invocations.length,
    );
    expect(Math.abs(logLines - lines.length)).toBeLessThanOrEqual(0.3 * lines.length);
  });

  const RATE = 'perMinute: 60\n';
  it.each<[string, string, RegExp]>([
    [
      'a billion requests a second',
      changed([RATE, 'perMinute: 60000000000\n']),
      /^17 functions\.checkout-api\.perMinute: a play would make about 8\.4e12 invocations, 3\.4e13 log lines, 32 PB in .*; 1000 MB and 30 s are allowed: here at most 1\d00 a minute, not 60G$/,
    ],
    [
      'traffic that is multiplied by a million',
      added('').replace(
        'timeline:\n',
        'timeline:\n  - { at: 20m, traffic: { to: checkout-api, times: 1000000 } }\n',
      ),
      /^17 functions\.checkout-api\.perMinute: .* at most 1\d00 a minute, not 5\dM$/,
    ],
    [
      'a level that grows to a billion',
      changed([RATE, 'perMinute: { base: 60, steps: [{ at: 90m, for: 10m, rampTo: 1000000000 }] }\n']),
      /^17 functions\.checkout-api\.perMinute: .* a minute, not \d+M$/,
    ],
    [
      'a million log lines a minute',
      added('logGroups: { /app: { lines: [{ message: "{id}", perMinute: 1000000 }] } }'),
      /^53 logGroups\.\/app\.lines\.0\.perMinute: .* here at most 2\dk a minute, not 1M$/,
    ],
    [
      'log lines of fifty kilobytes',
      added(`logGroups: { /app: { lines: [{ message: ${'x'.repeat(50_000)}, perMinute: 600 }] } }`),
      /perMinute: .* here at most 1\d0 a minute, not 600$/,
    ],
    [
      'a queue with a million messages a minute',
      added('queues: { jobs: { perMinute: 1000000, consumer: checkout-api } }'),
      /^53 queues\.jobs\.perMinute: .* a minute, not 1M$/,
    ],
    [
      'a stream with a million records a minute',
      added('streams: { clicks: { perMinute: 1000000 } }'),
      /^53 streams\.clicks\.perMinute: .* a minute, not 1M$/,
    ],
    [
      'an API that calls a function that calls others a thousand times',
      added(`apis: { shop: { function: a, perMinute: 60 } }`).replace(
        'functions:\n',
        `functions:\n${['ab', 'bc', 'cd'].map(([from, to]) => `  ${from}: { uses: [${Array(10).fill(`{ function: ${to} }`).join(', ')}] }\n`).join('')}  d: {}\n`,
      ),
      /apis\.shop\.perMinute: a play would make about 9\.3M invocations.* here at most 1 a minute, not 60$/,
    ],
    [
      'an alarm over ten thousand minutes, a hundred times',
      BAD_DEPLOY.replace(
        /alarms:\n/,
        `alarms:\n${Array.from({ length: 100 }, (_, i) => `  - { name: a${i}, metric: { namespace: x, name: y }, threshold: 1, evaluationPeriods: 10080 }\n`).join('')}`,
      ),
      /alarms\.0\.evaluationPeriods: .* periods, not 10k$/,
    ],
  ])('is refused at its line, with the number that is allowed: %s', (_name, text, message) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  it('is not refused with the number that it says is allowed', () => {
    const [said = ''] = problems(changed([RATE, 'perMinute: 60000000000\n']));
    const allowed = /at most (\d+) a minute/.exec(said)?.[1] ?? '';
    expect(problems(changed([RATE, `perMinute: ${allowed}\n`]))).toEqual([]);
    expect(problems(changed([RATE, `perMinute: ${Math.ceil(Number(allowed) * 1.1)}\n`]))).toHaveLength(1);
  });

  it.each<[string, string, RegExp]>([
    [
      'a play of ten years',
      changed(['minutes: 140', 'minutes: 5256000']),
      /^6 minutes: it must be at most 1440, got/,
    ],
    [
      'a time beyond ten years',
      changed(['at: 97m', 'at: 4000d']),
      /timeline\.0\.at: it must be at most 3650d, got 4000d$/,
    ],
    [
      'a time without an end',
      changed(['at: 97m', `at: ${'9'.repeat(400)}d`]),
      /timeline\.0\.at: it must be at most 3650d/,
    ],
    [
      'a start in another era',
      changed([/start: .*/, 'start: 9999-12-31T23:00:00Z']),
      /^5 start: it must be of this century/,
    ],
    [
      'a level that no counter has',
      changed(['perMinute: 60\n', 'perMinute: 1e300\n']),
      /perMinute: it must be at most/,
    ],
    [
      'a lag of years',
      added('lag: { logs: [0, 1000000000] }'),
      /lag\.logs\.1: it must be at most 86400, got/,
    ],
    [
      'a timeout of a day',
      changed(['durationMs: 140', 'timeoutSeconds: 86400']),
      /timeoutSeconds: it must be at most 900/,
    ],
    [
      'periods of years',
      changed([/period: \d+|evaluationPeriods: \d+/, 'evaluationPeriods: 1000000000']),
      /seven days at most/,
    ],
    [
      'brackets in brackets',
      added('').replace(
        /alarms:\n/,
        `alarms:\n  - { name: a, composite: { rule: '${'('.repeat(5_000)}TRUE' } }\n`,
      ),
      /composite\.rule: its brackets are nested deeper than 50/,
    ],
    [
      'a formula of brackets',
      added('').replace(
        /alarms:\n/,
        `alarms:\n  - { name: a, threshold: 1, math: { expression: '${'('.repeat(2_000)}', metrics: {} } }\n`,
      ),
      /math\.expression: its brackets are nested deeper than 50/,
    ],
    [
      'functions that call each other without an end',
      changed([
        'functions:\n',
        `functions:\n${Array.from({ length: 2_000 }, (_, i) => `  f${i}: { uses: [{ function: f${i + 1} }] }\n`).join('')}  f2000: {}\n`,
      ]),
      /functions\.f0\.uses: it calls through more than 50 functions in a row/,
    ],
    [
      'messages that make themselves',
      added('queues: { jobs: { consumer: worker } }').replace(
        'functions:\n',
        'functions:\n  worker: { uses: [{ queue: jobs }, { queue: jobs }] }\n',
      ),
      /functions\.worker\.uses: worker calls itself through others, or through a queue/,
    ],
  ])('has bounds: %s', (_name, text, message) => {
    expect(problems(text).join('\n')).toMatch(message);
  });
});
