import { describe, expect, it } from '@jest/globals';
import { loadScenario } from '../../../simulator/language/load.ts';
import { vary } from '../../../simulator/language/variants.ts';
import { SCENARIOS, fileOf, madeUp } from '../worlds.ts';

const made = () =>
  madeUp(`
functions:
  f:
    perMinute: { base: 10, steps: [{ at: 50m, times: 4, fault: true }, { at: 20m, for: 5m, times: 2 }] }
    environment: { TABLE: orders, QUEUE: 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs' }
    errors: [{ share: 0.01, type: orders, message: 'orders of {n} failed' }]
  g: { durationMs: 10 }
tables: { orders: {} }
queues: { jobs: { consumer: g } }
dependencies: { mail: { host: orders.example } }
timeline:
  - { at: 30m, burst: { function: f, share: 0.2, for: 1m } }
  - { at: 60m, fault: true, slow: { dependency: mail, ms: 900, share: 0.8 } }
  - { at: 61m, fault: true, mapping: { source: jobs, enabled: false, by: Ops/kim } }
  - { at: 62m, fault: true, deploy: { function: f, by: Ops/kim, throws: { share: 0.5, type: T, message: m } } }
`);

describe('a variant of a scenario', () => {
  it('without changes is the scenario', () => {
    expect(vary(made(), {})).toEqual({ ...made(), start: '2026-03-10T00:00:00.000Z' });
  });

  it('has other names wherever a name stands, and words stay words', () => {
    const { functions, tables, queues, timeline, dependencies, alarms } = vary(made(), {
      prefix: 'acme-prod_',
    });
    expect(Object.keys({ ...functions, ...tables, ...queues })).toEqual([
      'acme-prod_f',
      'acme-prod_g',
      'acme-prod_orders',
      'acme-prod_jobs',
    ]);
    expect(functions['acme-prod_f']).toMatchObject({
      environment: {
        TABLE: 'acme-prod_orders',
        QUEUE: 'https://sqs.eu-west-1.amazonaws.com/111122223333/acme-prod_jobs',
      },
      errors: [{ type: 'orders' }],
    });
    expect(queues['acme-prod_jobs']?.consumer).toBe('acme-prod_g');
    expect(timeline.map(({ mapping, burst }) => mapping?.source ?? burst?.function)).toEqual([
      'acme-prod_f',
      undefined,
      'acme-prod_jobs',
      undefined,
    ]);
    expect(dependencies).toEqual(made().dependencies);
    expect(alarms[0]).toMatchObject({
      name: 'acme-prod_a',
      metric: { namespace: 'AWS/Lambda', dimensions: { FunctionName: 'acme-prod_f' } },
    });
  });

  it.each(SCENARIOS)('of %s leaves no name as it was', async (id) => {
    const scenario = await loadScenario(fileOf(id));
    const { functions, tables, queues, streams, apis, stacks, alarms } = vary(scenario, {
      prefix: 'acme-prod_',
    });
    const groups = [functions, tables, queues, streams, apis, stacks];
    const names = [...groups.flatMap((group) => Object.keys(group)), ...alarms.map(({ name }) => name)];
    expect(names.filter((name) => !name.startsWith('acme-prod_'))).toEqual([]);
    const members: { stack?: string | undefined }[] = [
      ...Object.values(functions),
      ...Object.values(tables),
      ...Object.values(queues),
      ...Object.values(streams),
      ...Object.values(apis),
    ];
    const inStacks = members.flatMap(({ stack }) => stack ?? []);
    expect(inStacks.filter((name) => !name.startsWith('acme-prod_'))).toEqual([]);
  });

  it('without its fault has only what happens anyway', () => {
    const { timeline, functions } = vary(made(), { healthy: true });
    expect(timeline).toEqual([made().timeline[0]]);
    expect(functions['f']?.perMinute).toMatchObject({ base: 10, steps: [{ fault: false, times: 2 }] });
  });

  it('with another amplitude has a weaker or stronger fault, and nothing else changed', () => {
    const shares = (amplitude: number) =>
      vary(made(), { amplitude }).timeline.map(
        ({ burst, slow, deploy }) => burst?.share ?? slow?.share ?? deploy?.throws?.share,
      );
    expect(shares(0.5)).toEqual([0.2, 0.4, undefined, 0.25]);
    expect(shares(4)).toEqual([0.2, 1, undefined, 1]);
    expect(vary(made(), { amplitude: 0.5 }).functions).toEqual(made().functions);
  });

  it('is later as a whole', () => {
    const { start, ...rest } = vary(made(), { shiftMs: 86_400_000 });
    expect(start).toBe('2026-03-11T00:00:00.000Z');
    expect({ ...rest, start: made().start }).toEqual(made());
  });

  it('deploys something that the alarm is not about', () => {
    const { timeline } = vary(made(), { unrelatedDeployAt: 600_000 });
    expect(timeline.at(-1)).toMatchObject({ at: 600_000, fault: false, deploy: { function: 'g' } });
    expect(timeline).toHaveLength(made().timeline.length + 1);
  });
});
