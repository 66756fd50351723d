import { describe, expect, it } from '@jest/globals';
import {
  type AlarmState,
  evaluateAlarms,
  ownTransitions,
  stateAt,
} from '../../../simulator/alarms/evaluate.ts';
import { childrenOf } from '../../../simulator/alarms/composite.ts';
import { alarmEvent, firstAlarm, startingAlarm } from '../../../simulator/alarms/event.ts';
import { buildWorld } from '../../../simulator/world/world.ts';
import { MINUTE, SCENARIOS, builtOf, madeUp } from '../worlds.ts';
import { contributorsOf, isEvaluated, replay, ruleByJavaScript } from './replayed.ts';

describe.each(SCENARIOS)('the alarms of %s', (id) => {
  it('change when their metrics, as they could be read then, say so, and not otherwise', async () => {
    const { scenario, world, alarms } = await builtOf(id);
    const series = scenario.alarms
      .filter(isEvaluated)
      .flatMap((alarm) => contributorsOf(world, alarm).map((contributor) => ({ alarm, contributor })));
    for (const { alarm, contributor } of series) {
      const transitions = (alarms.get(alarm.name) ?? []).filter((one) => one.contributor === contributor);
      // All evaluations of an alarm come as many seconds after the minute.
      const second = transitions[0] === undefined ? 15_000 : transitions[0].t % MINUTE;
      let state = 'OK';
      const changes: { t: number; state: string; values: number[] }[] = [];
      for (let now = world.start + 30 * MINUTE + second; now < world.end; now += MINUTE) {
        const { state: next, values } = replay(world, alarm, contributor, now, state);
        if (next !== state) changes.push({ t: now, state: next, values });
        state = next;
      }
      const told = transitions.map(({ t, state: to, datapoints }) => ({
        t,
        state: to,
        values: datapoints?.filter((value) => value !== null),
      }));
      expect(told).toEqual(changes);
    }
  });

  it('that are composite follow their children', async () => {
    const { scenario, world, alarms } = await builtOf(id);
    for (const { name, composite } of scenario.alarms) {
      if (composite === undefined) continue;
      const children = childrenOf(composite.rule);
      const changes = children.flatMap((child) => (alarms.get(child) ?? []).map(({ t }) => t));
      const states = new Set([...changes, world.start, world.end]);
      for (const t of states) {
        const holds = ruleByJavaScript(composite.rule, (child) =>
          stateAt(ownTransitions(alarms.get(child) ?? []), t),
        );
        expect(stateAt(alarms.get(name) ?? [], t + 1_000)).toBe(holds ? 'ALARM' : 'OK');
      }
    }
  });

  it('have one that starts the investigation, and an event that agrees with it', async () => {
    const { world, alarms } = await builtOf(id);
    const first = firstAlarm(world, alarms);
    // There is time to investigate it.
    expect(first.t).toBeLessThan(world.end - 10 * MINUTE);
    expect(alarmEvent(world, alarms, first)).toMatchObject({
      detail: { alarmName: startingAlarm(world).name, state: { value: 'ALARM' } },
    });
  });
});

/** State of an alarm when the last five minutes were so: X breaches, 0 does not, - has no datapoint. */
function stateAfter(pattern: string, missingData: string, datapointsToAlarm: number): AlarmState {
  const tail = `
alarms:
  - name: a
    metric: { namespace: Made, name: Up }
    threshold: 5
    evaluationPeriods: 3
    datapointsToAlarm: ${datapointsToAlarm}
    missingData: ${missingData}
truth: { nothingWrong: true }
`;
  const world = buildWorld(madeUp('', { tail }));
  const end = world.start + 65 * MINUTE;
  const valueAt = (t: number) => ({ X: 9, '0': 1 })[pattern[5 - (end - t) / MINUTE] ?? '0'];
  world.metrics.compute({
    namespace: 'Made',
    name: 'Up',
    dimensions: {},
    unit: 'None',
    samples: (from, to) =>
      Array.from({ length: (to - from) / MINUTE }, (_, i) => from + i * MINUTE).flatMap((t) => {
        const v = valueAt(t);
        return v === undefined ? [] : [{ t, v, n: 1, toldAt: t }];
      }),
  });
  return stateAt(evaluateAlarms(world).get('a') ?? [], end + 30_000);
}

// CloudWatch's own table: AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.
describe('an alarm with gaps in its metric', () => {
  it.each([
    [3, '0-X-X', 'OK', 'OK', 'OK', 'OK'],
    [3, '----0', 'OK', 'OK', 'OK', 'OK'],
    [3, '-----', 'INSUFFICIENT_DATA', 'OK', 'ALARM', 'OK'],
    [3, '0XX-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [3, '--X--', 'ALARM', 'OK', 'ALARM', 'OK'],
    [2, '0-X-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [2, '00X0X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [2, '0-X--', 'OK', 'OK', 'ALARM', 'OK'],
    [2, '----0', 'OK', 'OK', 'ALARM', 'OK'],
    [2, '---X-', 'ALARM', 'OK', 'ALARM', 'OK'],
  ])('%i of 3 with %s', (count, pattern, missing, ignore, breaching, notBreaching) => {
    expect({
      missing: stateAfter(pattern, 'missing', count),
      ignore: stateAfter(pattern, 'ignore', count),
      breaching: stateAfter(pattern, 'breaching', count),
      notBreaching: stateAfter(pattern, 'notBreaching', count),
    }).toEqual({ missing, ignore, breaching, notBreaching });
  });
});
