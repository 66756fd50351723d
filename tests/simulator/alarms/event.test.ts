import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { evaluateAlarms } from '../../../simulator/alarms/evaluate.ts';
import { alarmEvent, firstAlarm } from '../../../simulator/alarms/event.ts';
import { buildWorld } from '../../../simulator/world/world.ts';
import { madeUp } from '../worlds.ts';

const Event = z.looseObject({
  'detail-type': z.string(),
  detail: z.looseObject({
    state: z.looseObject({ reason: z.string(), reasonData: z.string().optional() }),
  }),
});

/** The event of an alarm on a series that rises to 9 at 80m and is seen at once, or on one that ends then. */
function eventOf(alarm: string, otherAlarms = '') {
  const series = `
lag: { metrics: [0, 0] }
series:
  - namespace: Made
    name: Up
    dimensions: { Which: one }
    spread: 0
    value: { base: 1.5, steps: [{ at: 80m, value: 9 }] }
  - { namespace: Made, name: Gone, value: 2, until: 80m }
`;
  const tail = `
alarms:
  - name: a
    evaluationPeriods: 3
${alarm.replaceAll(/^/gm, '    ')}
${otherAlarms}
truth: { nothingWrong: true }
`;
  const world = buildWorld(madeUp(series, { minutes: 120, tail }));
  const alarms = evaluateAlarms(world);
  const event = Event.parse(alarmEvent(world, alarms, firstAlarm(world, alarms)));
  const { reason, reasonData } = event.detail.state;
  const data: unknown = reasonData === undefined ? undefined : JSON.parse(reasonData);
  return { type: event['detail-type'], reason, data };
}

const METRIC = '{ namespace: Made, name: Up, dimensions: { Which: one }, stat: Maximum }';

describe('the event of an alarm', () => {
  it('shows the datapoints that breach, newest first', () => {
    const { reason, data } = eventOf(`metric: ${METRIC}\nthreshold: 5\ndatapointsToAlarm: 2`);
    expect(reason).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [9.0 (10/03/26 01:21:00), 9.0 (10/03/26 01:20:00)] were greater than or equal to the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    expect(data).toMatchObject({ statistic: 'Maximum', threshold: 5, recentDatapoints: [1.5, 9, 9] });
  });

  it('speaks of one datapoint in the singular', () => {
    const { reason } = eventOf(`metric: ${METRIC}\nthreshold: 5\ndatapointsToAlarm: 1`);
    expect(reason).toBe(
      'Threshold Crossed: 1 out of the last 3 datapoints [9.0 (10/03/26 01:20:00)] was greater than or equal to the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).',
    );
  });

  it('gives both sides of the band if that is what it watches', () => {
    const { reason, data } = eventOf(
      `anomaly: { metric: ${METRIC}, expected: 2.25, width: 1.5 }\ndatapointsToAlarm: 1`,
    );
    expect(reason).toBe(
      'Thresholds Crossed: 1 out of the last 3 datapoints [9.0 (10/03/26 01:20:00)] was less than the lower thresholds [0.75] or greater than the upper thresholds [3.75] (minimum 1 datapoint for OK -> ALARM transition).',
    );
    expect(data).toMatchObject({ recentUpperThresholds: [3.75, 3.75, 3.75] });
    expect(data).not.toHaveProperty('threshold');
  });

  it('has no statistic for an expression', () => {
    const { data } = eventOf(`math: { expression: m * 2, metrics: { m: ${METRIC} } }\nthreshold: 5`);
    expect(data).toMatchObject({ threshold: 5, recentDatapoints: [18, 18, 18] });
    expect(data).not.toHaveProperty('statistic');
  });

  it('is one of a contributor if the alarm watches many series', () => {
    const insights = `insights: { query: 'SELECT MAX(Up) FROM Made GROUP BY Which', metric: { namespace: Made, name: Up, stat: Maximum }, groupBy: Which }`;
    const { type, reason, data } = eventOf(`${insights}\nthreshold: 5\ndatapointsToAlarm: 1`);
    expect(type).toBe('CloudWatch Alarm Contributor State Change');
    expect(data).toBeUndefined();
    expect(reason).toBe(
      'Threshold Crossed: 1 datapoint was greater than or equal to the threshold (5.0). The most recent datapoint which crossed the threshold: [9.0 (10/03/26 01:20:00)].',
    );
  });

  it('says so if it went off because nothing came', () => {
    const { reason } = eventOf(
      'metric: { namespace: Made, name: Gone }\nthreshold: 5\nmissingData: breaching',
    );
    expect(reason).toBe(
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
    );
  });

  it('names the child of a composite alarm, and when it changed', () => {
    const child = `  - { name: b, metric: ${METRIC}, threshold: 5 }`;
    const { reason, data } = eventOf('composite: { rule: ALARM(b) }', child);
    expect(reason).toMatch(
      /^arn:aws:cloudwatch:eu-west-1:111122223333:alarm:b transitioned to ALARM at Tuesday 10 March, 2026 01:2\d:\d\d UTC$/,
    );
    expect(data).toMatchObject({ triggeringAlarms: [{ state: { value: 'ALARM' } }] });
  });
});
