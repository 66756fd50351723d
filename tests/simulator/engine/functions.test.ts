import { describe, expect, it } from '@jest/globals';
import { type World, buildWorld } from '../../../simulator/world/world.ts';
import { MINUTE, madeUp } from '../worlds.ts';

const worldOf = (yaml: string, minutes = 90) => buildWorld(madeUp(yaml, { minutes }));

function of({ invocations, start }: World, name: string, from = 0, to = Infinity) {
  return invocations.filter(
    ({ function: one, t }) => one === name && t >= start + from * MINUTE && t < start + to * MINUTE,
  );
}

const shareOf = (all: ReturnType<typeof of>, kind: string) =>
  all.filter(({ outcome }) => outcome.kind === kind).length / all.length;

describe('a function', () => {
  it('runs no more at a time than is reserved for it', () => {
    const world = worldOf(`
functions: { f: { perMinute: 120, durationMs: 3000 } }
timeline: [{ at: 45m, concurrency: { function: f, reserved: 3, by: Ops/kim } }]
`);
    const concurrent = world.metrics.find('AWS/Lambda', 'ConcurrentExecutions', { FunctionName: 'f' });
    const most = (from: number, to: number) =>
      Math.max(
        ...(concurrent?.samples(world.start + from * MINUTE, world.start + to * MINUTE) ?? []).map(
          ({ v }) => v,
        ),
      );
    expect(most(0, 45)).toBeGreaterThan(6);
    expect(most(47, 90)).toBe(3);
    const throttled = world.metrics.find('AWS/Lambda', 'Throttles', { FunctionName: 'f' });
    const count = (throttled?.samples(world.start + 47 * MINUTE, world.end) ?? []).reduce(
      (sum, { v }) => sum + v,
      0,
    );
    // What was throttled is no invocation.
    expect((count + of(world, 'f', 47).length) / 43).toBeCloseTo(120, -1);
    expect(count / 43).toBeGreaterThan(40);
  });

  it('that is stopped by its timeout does nothing more', () => {
    const world = worldOf(`
functions:
  f: { perMinute: 30, durationMs: 50, timeoutSeconds: 1, uses: [{ dependency: slow, timeoutMs: 9000 }, { queue: jobs }, { function: g }] }
  g: { durationMs: 10 }
queues: { jobs: {} }
dependencies: { slow: { host: slow.example, ms: 100 } }
timeline: [{ at: 45m, slow: { dependency: slow, ms: 5000 } }]
`);
    expect(shareOf(of(world, 'f', 0, 45), 'ok')).toBe(1);
    expect(shareOf(of(world, 'f', 45), 'timeout')).toBe(1);
    expect(of(world, 'f', 45).every(({ durationMs }) => durationMs === 1_000)).toBe(true);
    expect(of(world, 'g', 0, 45).length).toBe(of(world, 'f', 0, 45).length);
    expect(of(world, 'g', 46)).toEqual([]);
    const sent = world.metrics.find('AWS/SQS', 'NumberOfMessagesSent', { QueueName: 'jobs' });
    expect(sent?.samples(world.start + 46 * MINUTE, world.end)).toEqual([]);
  });

  it('that takes more memory than it has is killed', () => {
    const world = worldOf(`
functions: { f: { perMinute: 60, memoryMb: 256, memoryUsedMb: 200 } }
timeline: [{ at: 45m, payload: { function: f, memoryMb: 500, share: 0.4 } }]
`);
    expect(shareOf(of(world, 'f', 0, 45), 'memory')).toBe(0);
    expect(shareOf(of(world, 'f', 45), 'memory')).toBeCloseTo(0.4, 1);
    for (const { usedMb } of world.invocations) expect(usedMb).toBeLessThanOrEqual(256);
  });

  it('throws at once without a variable that it needs, from the version on that lacks it', () => {
    const world = worldOf(`
functions:
  f:
    perMinute: 60
    alias: live
    version: 7
    environment: { A: '1', B: '2' }
    needs: { B: { type: ConfigError, message: no B } }
timeline: [{ at: 45m, configure: { function: f, by: Ops/kim, via: stack, environment: { B: null } } }]
`);
    const failed = of(world, 'f').filter(({ outcome }) => outcome.kind === 'error');
    expect(new Set(failed.map(({ version }) => version))).toEqual(new Set(['8']));
    expect(shareOf(of(world, 'f', 46), 'error')).toBe(1);
    expect(Math.max(...failed.map(({ durationMs }) => durationMs))).toBeLessThan(6);
    const versions = world.histories.get('f')?.versions ?? [];
    expect(versions.map(({ settings }) => settings.environment).slice(-2)).toEqual([
      { A: '1', B: '2' },
      { A: '1' },
    ]);
    // A change of settings is none of the code.
    expect(versions.at(-1)?.settings.codeSha256).toBe(versions.at(-2)?.settings.codeSha256);
  });

  it('whose role lost an action is denied it, by the name of what it wanted', () => {
    const world = worldOf(`
functions: { f: { perMinute: 60, role: r, uses: [{ table: t }] } }
tables: { t: {} }
timeline: [{ at: 45m, permission: { role: r, removes: ['dynamodb:PutItem'], policy: p, by: Ops/kim } }]
`);
    expect(shareOf(of(world, 'f', 0, 45), 'ok')).toBe(1);
    const denied = of(world, 'f', 45);
    expect(shareOf(denied, 'error')).toBe(1);
    expect(denied[0]?.outcome).toMatchObject({
      type: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/t because no identity-based policy allows the dynamodb:PutItem action',
    });
    expect(world.trail).toMatchObject([{ name: 'DeleteRolePolicy', region: 'us-east-1' }]);
  });

  it('fails with what it calls, and says so', () => {
    const world = worldOf(`
functions:
  f: { perMinute: 60, uses: [{ function: g }] }
  g: { durationMs: 30 }
timeline: [{ at: 45m, deploy: { function: g, by: Ops/kim, throws: { share: 0.5, type: Oops, message: oops } } }]
`);
    const [f, g] = [of(world, 'f', 46), of(world, 'g', 46)];
    expect(shareOf(g, 'error')).toBeCloseTo(0.5, 1);
    expect(shareOf(f, 'error')).toBeCloseTo(shareOf(g, 'error'), 2);
    const failed = f.find(({ outcome }) => outcome.kind === 'error');
    expect(failed?.outcome).toMatchObject({ type: 'FunctionError', message: 'g answered Oops: oops' });
  });

  it('logs to the stream that its environment began, over midnight too', () => {
    const world = buildWorld({
      ...madeUp('functions: { f: { perMinute: 20, alias: live, version: 2 } }', { minutes: 120 }),
      start: '2026-03-10T23:00:00Z',
    });
    const lines = world.logGroups.get('/aws/lambda/f')?.lines(world.start, world.end) ?? [];
    const streams = new Set(
      lines.filter(({ t }) => t > world.start + 61 * MINUTE).map(({ stream }) => stream),
    );
    expect([...streams].filter((stream) => stream.startsWith('2026/03/10/[2]')).length).toBeGreaterThan(0);
  });
});
