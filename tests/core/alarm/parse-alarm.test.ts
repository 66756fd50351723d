import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { incidentOf } from '../../../core/alarm/incident.ts';
import { parseAlarmEvent } from '../../../core/alarm/parse-alarm.ts';
import { CasefileError } from '../../../core/errors.ts';

const fixture = async (name: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(`tests/fixtures/events/${name}.json`, 'utf8')) as Record<string, unknown>;

describe('alarm events', () => {
  it('reads the documented single metric event', async () => {
    const { eventId, alarm } = parseAlarmEvent(await fixture('single-metric'));
    expect(eventId).toBe('c4c1c1c9-6542-e61b-6ef0-8c4d36933a92');
    expect(alarm).toMatchObject({
      name: 'ServerCpuTooHigh',
      state: 'ALARM',
      at: '2019-10-02T17:04:40.989Z',
      evaluatedFrom: '2019-10-02T16:59:00.000Z',
      threshold: 50,
      metrics: [{ namespace: 'AWS/EC2', name: 'CPUUtilization', periodSeconds: 300, stat: 'Average' }],
    });
  });

  it('reads a composite alarm, which has no metrics', async () => {
    const { alarm } = parseAlarmEvent(await fixture('composite-suppressed'));
    expect(alarm.metrics).toEqual([]);
    expect(incidentOf(alarm, alarm.at).targets).toEqual([]);
  });

  it('reads a contributor event, which has neither previous state nor reasonData', async () => {
    const { alarm } = parseAlarmEvent(await fixture('contributor'));
    expect(alarm.contributor).toEqual({
      id: '6d442278dba546f6',
      attributes: { TableName: 'example-dynamodb-table-name' },
    });
    expect(alarm.previous).toBeUndefined();
  });

  it('degrades when reasonData is not what it used to be', async () => {
    const event = await fixture('single-metric');
    const detail = event['detail'] as { state: { reasonData: string } };
    detail.state.reasonData = '{"recentDatapoints":"none"';
    expect(parseAlarmEvent(event).alarm.evaluatedFrom).toBeUndefined();
  });

  it('says what is wrong with an event, and what to pass instead', () => {
    expect(() => parseAlarmEvent({ source: 'aws.ec2' })).toThrow(CasefileError);
    expect(() => parseAlarmEvent('text')).toThrow(/not a CloudWatch alarm event/);
  });

  it('never fails with anything but EventMalformed, whatever it is given', async () => {
    const sample = await fixture('single-metric');
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(sample)), fc.jsonValue(), (key, value) => {
        let code = 'EventMalformed';
        try {
          parseAlarmEvent({ ...sample, [key]: value });
        } catch (error) {
          code = (error as CasefileError).code;
        }
        expect(code).toBe('EventMalformed');
      }),
    );
  });
});

describe('the incident of an alarm', () => {
  it('begins a quarter of an hour before the first evaluated datapoint, with the hour before as baseline', async () => {
    const { alarm } = parseAlarmEvent(await fixture('single-metric'));
    expect(incidentOf(alarm, '2019-10-02T17:04:43.000Z')).toMatchObject({
      window: { from: '2019-10-02T16:44:00.000Z', to: '2019-10-02T17:04:43.000Z' },
      baseline: { from: '2019-10-02T15:44:00.000Z', to: '2019-10-02T16:44:00.000Z' },
    });
  });
});
