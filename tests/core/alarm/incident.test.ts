import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { incidentOf } from '../../../core/alarm/incident.ts';
import { onsetOf } from '../../../core/alarm/onset.ts';
import { parseAlarmEvent } from '../../../core/alarm/parse-alarm.ts';
import type { Alarm } from '../../../core/case.ts';

const alarmOf = async (name: string): Promise<Alarm> =>
  parseAlarmEvent(JSON.parse(await readFile(`tests/fixtures/events/${name}.json`, 'utf8'))).alarm;
const LAMBDA = { type: 'AWS::Lambda::Function', id: 'checkout-api' };

describe('the incident of an alarm', () => {
  it('begins a quarter of an hour before the first evaluated datapoint, with the hour before as baseline', async () => {
    const alarm = await alarmOf('single-metric');
    expect(incidentOf(alarm, '2019-10-02T17:04:43.000Z', {})).toMatchObject({
      window: { from: '2019-10-02T16:44:00.000Z', to: '2019-10-02T17:04:43.000Z' },
      baseline: { from: '2019-10-02T15:44:00.000Z', to: '2019-10-02T16:44:00.000Z' },
    });
  });

  it('holds three periods before that datapoint, and twelve in the baseline', async () => {
    const alarm = await alarmOf('single-metric');
    const [metric] = alarm.metrics;
    if (metric === undefined) throw new Error('the fixture has a metric');
    const slow = { ...alarm, metrics: [{ ...metric, periodSeconds: 900 }] };
    expect(incidentOf(slow, alarm.at, {})).toMatchObject({
      window: { from: '2019-10-02T16:14:00.000Z' },
      baseline: { from: '2019-10-02T13:14:00.000Z' },
    });
  });

  it('looks at the last hour of what was evaluated, however long that is', async () => {
    const alarm = { ...(await alarmOf('single-metric')), evaluatedFrom: '2019-10-01T17:00:00.000Z' };
    expect(incidentOf(alarm, alarm.at, {}).window.from).toBe('2019-10-02T15:49:00.000Z');
  });

  it('of a composite reaches back to the first of the alarms that were red', async () => {
    const alarm = await alarmOf('composite-suppressed');
    const children = [
      ...alarm.children,
      { name: 'Older', state: 'ALARM', at: '2022-07-22T15:30:00.000Z' },
      { name: 'Green', state: 'OK', at: '2022-07-22T15:10:00.000Z' },
    ];
    expect(incidentOf({ ...alarm, children }, alarm.at, {}).window.from).toBe('2022-07-22T15:10:00.000Z');
  });

  it('is about what the dimensions name', async () => {
    const alarm = await alarmOf('first-evaluation');
    expect(incidentOf(alarm, alarm.at, {})).toMatchObject({ targets: [LAMBDA], rung: 'dimensions' });
  });

  it('is about what a person wrote down for this alarm, rather than what the dimensions name', async () => {
    const alarm = await alarmOf('first-evaluation');
    const queue = { type: 'AWS::SQS::Queue', id: 'orders' };
    const configured = { [alarm.name]: [queue], other: [LAMBDA] };
    expect(incidentOf(alarm, alarm.at, configured)).toMatchObject({ targets: [queue], rung: 'configured' });
  });

  it('is about nothing in particular if neither says it', async () => {
    const alarm = { ...(await alarmOf('composite-suppressed')), name: 'constructor' };
    expect(incidentOf(alarm, alarm.at, {})).toMatchObject({ targets: [], rung: null });
  });
});

describe('the onset', () => {
  it('leaves room for as many breaching datapoints as the alarm needs', async () => {
    expect(onsetOf(await alarmOf('first-evaluation'))).toEqual({
      from: '2026-03-10T03:07:00.000Z',
      to: '2026-03-10T03:10:11.345Z',
    });
  });

  it('is before the alarm even if the event does not say what was evaluated', async () => {
    expect(onsetOf(await alarmOf('unknown-shape'))).toEqual({
      from: '2027-01-05T09:55:00.000Z',
      to: '2027-01-05T10:00:00.000Z',
    });
  });

  it('is reckoned from the number of datapoints when only that is known', async () => {
    const { evaluatedFrom: _gone, ...alarm } = await alarmOf('first-evaluation');
    expect(onsetOf(alarm).from).toBe('2026-03-10T03:06:11.345Z');
  });
});
