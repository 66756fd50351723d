import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../../adapters/package-files.ts';
import { firstAlarm } from '../../simulator/alarm.ts';
import { loadScenario, loadTruth } from '../../simulator/scenario.ts';
import { buildWorld } from '../../simulator/world.ts';

const load = async (name: string) => {
  const scenario = await loadScenario(packageFile(`scenarios/${name}.yaml`));
  return { scenario, world: buildWorld(scenario), start: Date.parse(scenario.start) };
};
const MINUTE = 60_000;

describe.each(['bad-deploy', 'flapped-alarm'])('the world of %s', (name) => {
  it('counts in its metrics what it writes in its logs, minute by minute', async () => {
    const { scenario, world, start } = await load(name);
    for (let minute = 80; minute < 110; minute++) {
      const from = start + minute * MINUTE;
      const invocations = world.invocations('checkout-api', from, from + MINUTE, Infinity);
      const ids = new Set(invocations.map(({ requestId }) => requestId));
      const lines = world.logLines('/shop/checkout-api', from, from + 2 * MINUTE, Infinity) ?? [];
      const count = (pattern: RegExp) =>
        lines.filter(({ message }) => {
          const id = pattern.exec(message)?.[1];
          return id !== undefined && ids.has(id);
        }).length;
      expect(count(/^START RequestId: (\S+) /)).toBe(invocations.length);
      const failed = invocations.filter(({ error }) => error !== undefined);
      expect(count(/\t(\S+)\tERROR\t/)).toBe(failed.length);
    }
    expect(scenario.lag.cloudtrail).toEqual([120, 900]);
  });

  it('has an alarm that follows from its metric as it was seen then', async () => {
    const { scenario, world } = await load(name);
    const { at, evaluatedFrom, datapoints } = firstAlarm(scenario, world);
    expect(datapoints).toHaveLength(scenario.alarm.evaluationPeriods);
    datapoints.forEach((value, i) => {
      const from = evaluatedFrom + i * MINUTE;
      const seen = world.invocations(scenario.alarm.function, from, from + MINUTE, at);
      expect(seen.filter(({ error }) => error !== undefined)).toHaveLength(value);
      expect(value).toBeGreaterThanOrEqual(scenario.alarm.threshold);
    });
  });

  it('tells nothing before its time', async () => {
    const { world, start } = await load(name);
    const now = start + 98 * MINUTE;
    expect(world.trail(start, now, now - 90_000)).toEqual([]);
    const all = world.logLines('/shop/checkout-api', start, now, now) ?? [];
    expect(all.every(({ ingestedAt }) => ingestedAt <= now)).toBe(true);
    expect(world.invocations('checkout-api', now - 5_000, now, now)).toEqual([]);
  });

  it('is the same again from the same seed', async () => {
    const [one, other] = [await load(name), await load(name)];
    const from = one.start + 90 * MINUTE;
    const read = ({ world }: typeof one) =>
      world.logLines('/shop/checkout-api', from, from + MINUTE, Infinity);
    expect(read(one)).toEqual(read(other));
  });
});

describe('a scenario', () => {
  it('does not show its truth to the simulator', async () => {
    const { scenario } = await load('bad-deploy');
    expect(scenario).not.toHaveProperty('truth');
    expect(await loadTruth(packageFile('scenarios/bad-deploy.yaml'))).toMatchObject({
      cause: { kind: 'deployment', resource: 'checkout-api' },
    });
  });
});
