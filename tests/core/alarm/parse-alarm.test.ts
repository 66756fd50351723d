import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { incidentOf } from '../../../core/alarm/incident.ts';
import { parseAlarmEvent } from '../../../core/alarm/parse-alarm.ts';
import { Alarm, Incident } from '../../../core/case.ts';
import { CasefileError } from '../../../core/errors.ts';

interface Event {
  [key: string]: unknown;
  detail: {
    [key: string]: unknown;
    state: Record<string, unknown>;
    configuration: { metrics: Record<string, unknown>[] };
  };
}

const FIXTURES = [
  'single-metric',
  'math',
  'anomaly',
  'composite-suppressed',
  'composite-muted',
  'contributor',
  'insights',
  'promql',
  'log',
  'first-evaluation',
  'unknown-shape',
];

const fixture = async (name: string) =>
  JSON.parse(await readFile(`tests/fixtures/events/${name}.json`, 'utf8')) as Event;
const alarmOf = async (name: string) => parseAlarmEvent(await fixture(name)).alarm;
const EC2 = { InstanceId: 'i-12345678901234567' };

describe('alarm events', () => {
  it.each(FIXTURES)('of the fixture %s are recorded as the schema says', async (name) => {
    const alarm = await alarmOf(name);
    expect(Alarm.parse(alarm)).toEqual(alarm);
  });

  it('of a single metric say what was evaluated', async () => {
    const { eventId, alarm } = parseAlarmEvent(await fixture('single-metric'));
    expect(eventId).toBe('c4c1c1c9-6542-e61b-6ef0-8c4d36933a92');
    expect(alarm).toMatchObject({
      name: 'ServerCpuTooHigh',
      state: 'ALARM',
      at: '2019-10-02T17:04:40.989Z',
      previous: { state: 'OK', at: '2019-10-01T13:56:40.987Z' },
      firstEvaluation: false,
      evaluatedFrom: '2019-10-02T16:59:00.000Z',
      threshold: 50,
      shape: 'metric',
      metrics: [{ namespace: 'AWS/EC2', name: 'CPUUtilization', periodSeconds: 300, stat: 'Average' }],
      children: [],
      tags: {},
    });
    expect(alarm).not.toHaveProperty('expression');
  });

  it('of metric math name the returned expression and its metrics', async () => {
    expect(await alarmOf('math')).toMatchObject({
      shape: 'math',
      expression: { id: 'e1', text: 'SUM(METRICS())' },
      metrics: [
        { id: 'm1', name: 'NetworkIn', dimensions: EC2 },
        { id: 'm2', name: 'NetworkOut', dimensions: EC2 },
      ],
      threshold: 10_000,
      firstEvaluation: true,
    });
  });

  it('of an anomaly name the band, its bounds, and first the metric that the band is about', async () => {
    const event = await fixture('anomaly');
    const { metrics } = event.detail.configuration;
    metrics.unshift({ ...metrics[0], id: 'm0', returnData: false });
    const { alarm } = parseAlarmEvent(event);
    expect(alarm).toMatchObject({
      shape: 'anomaly',
      name: 'EC2 CPU Utilization Anomaly',
      expression: { id: 'ad1', text: 'ANOMALY_DETECTION_BAND(m1, 0.8)' },
      bounds: [{ lower: 0.020599444741798756, upper: 0.3006915352732461 }],
    });
    expect(alarm.metrics.map(({ id }) => id)).toEqual(['m1', 'm0']);
    expect(alarm).not.toHaveProperty('threshold');
  });

  it('of a composite name the alarms that set it off first, then the others of its rule', async () => {
    expect(await alarmOf('composite-suppressed')).toMatchObject({
      shape: 'composite',
      metrics: [],
      rule: 'ALARM(ServerCpuTooHigh) OR ALARM(TotalNetworkTrafficTooHigh)',
      children: [
        {
          name: 'ServerCpuTooHigh',
          arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:ServerCpuTooHigh',
          state: 'ALARM',
          at: '2022-07-22T15:57:45.394Z',
        },
        { name: 'TotalNetworkTrafficTooHigh' },
      ],
      suppressedBy: 'WaitPeriod',
    });
  });

  it('of a muted alarm name the mute rule', async () => {
    const alarm = await alarmOf('composite-muted');
    expect(alarm.mutedBy).toBe('arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:testMute');
    expect(alarm).not.toHaveProperty('suppressedBy');
  });

  it('of an insights query name the selected metric, but not whose it is', async () => {
    expect(await alarmOf('insights')).toMatchObject({
      shape: 'insights',
      expression: { id: 'm1', periodSeconds: 60 },
      metrics: [
        { namespace: 'AWS/DynamoDB', name: 'ConsumedWriteCapacityUnits', stat: 'Average', dimensions: {} },
      ],
      firstEvaluation: true,
    });
  });

  it('of a contributor have neither previous state nor reasonData; its attributes are dimensions', async () => {
    const alarm = await alarmOf('contributor');
    expect(alarm).toMatchObject({
      contributor: { id: '6d442278dba546f6', attributes: { TableName: 'example-dynamodb-table-name' } },
      shape: 'insights',
      metrics: [{ dimensions: { TableName: 'example-dynamodb-table-name' }, periodSeconds: 60 }],
      firstEvaluation: false,
    });
    expect(alarm.previous).toBeUndefined();
  });

  it('of a contributor that is not named are refused: they would be taken for the alarm itself', async () => {
    const event = await fixture('contributor');
    event.detail['alarmContributor'] = { attributes: {} };
    expect(() => parseAlarmEvent(event)).toThrow(/alarmContributor\.id/);
  });

  // No sample is published. Assumed: the configuration holds the API's field names, in whatever case and depth.
  it('of PromQL have no reason; the query is found under the name that the API gives it', async () => {
    const alarm = await alarmOf('promql');
    expect(alarm).toMatchObject({ shape: 'promql', metrics: [], expression: { periodSeconds: 60 } });
    expect(alarm.expression?.text).toMatch(/^histogram_quantile/);
    expect(alarm).not.toHaveProperty('reason');
  });

  // No sample is published either. Assumed: `ScheduledQueryConfiguration.QueryString`, in whatever case and depth.
  it('of a log alarm carry its query', async () => {
    expect(await alarmOf('log')).toMatchObject({
      shape: 'log',
      metrics: [],
      expression: { id: 'log', text: 'filter @message like /ERROR/ | stats count(*)' },
    });
  });

  it('of a shape that nobody knows are still an alarm', async () => {
    expect(await alarmOf('unknown-shape')).toMatchObject({
      name: 'SomethingNew',
      reason: 'The forecast left its corridor',
      shape: 'unknown',
      metrics: [],
      children: [],
    });
  });

  it('carry tags, and the account of a metric that is not our own', async () => {
    const event = await fixture('single-metric');
    event.detail['alarmTags'] = { team: 'checkout', cost: 7 };
    event.detail.configuration.metrics[0] = {
      ...event.detail.configuration.metrics[0],
      accountId: '210987654321',
    };
    expect(parseAlarmEvent(event).alarm).toMatchObject({
      tags: { team: 'checkout' },
      metrics: [{ account: '210987654321' }],
    });
  });

  it('lose one metric when one is not readable, not all', async () => {
    const event = await fixture('math');
    event.detail.configuration.metrics[1] = { id: 'm1', metricStat: { metric: null } };
    const { alarm } = parseAlarmEvent(event);
    expect(alarm.shape).toBe('math');
    expect(alarm.metrics.map(({ id }) => id)).toEqual(['m2']);
  });

  it.each([
    ['broken JSON', '{"recentDatapoints":"none"', undefined],
    ['null', 'null', undefined],
    ['a list', '[1]', undefined],
    ['a field of another type', '{"startDate":7,"threshold":50,"recentDatapoints":"none"}', 50],
  ])('say less when reasonData is %s', async (_name, reasonData, threshold) => {
    const event = await fixture('single-metric');
    event.detail.state['reasonData'] = reasonData;
    const { alarm } = parseAlarmEvent(event);
    expect(alarm.evaluatedFrom).toBeUndefined();
    expect(alarm.datapoints).toBeUndefined();
    expect(alarm.threshold).toBe(threshold);
  });

  it('keep the place of datapoints that are missing', async () => {
    expect((await alarmOf('first-evaluation')).datapoints).toEqual([0, 8, null, 7, 9]);
  });
});

describe('the first evaluation', () => {
  it('is told by the reason of the state before it', async () => {
    expect((await alarmOf('first-evaluation')).firstEvaluation).toBe(true);
  });

  it('is not told by missing data alone', async () => {
    const event = await fixture('first-evaluation');
    event.detail['previousState'] = {
      value: 'INSUFFICIENT_DATA',
      reason: 'Insufficient Data: 1 datapoint was unknown.',
      timestamp: '2026-03-10T03:11:40.000+0000',
    };
    expect(parseAlarmEvent(event).alarm.firstEvaluation).toBe(false);
    delete event.detail['previousState'];
    expect(parseAlarmEvent(event).alarm.firstEvaluation).toBe(false);
  });

  it('of a composite is told by its own reason', async () => {
    const event = await fixture('composite-suppressed');
    event.detail.state['reason'] = 'arn:x was created and its alarm rule evaluates to ALARM';
    expect(parseAlarmEvent(event).alarm.firstEvaluation).toBe(true);
  });
});

describe('what is no alarm event', () => {
  it('is refused, with what is wrong and what to pass instead', () => {
    expect(() => parseAlarmEvent({ source: 'aws.ec2' })).toThrow(CasefileError);
    expect(() => parseAlarmEvent('text')).toThrow(/not a CloudWatch alarm event/);
  });

  it('lacks one of these; nothing else that is missing or of another type makes an event unreadable', async () => {
    const needed = new Set<string>();
    for (const event of await Promise.all(FIXTURES.map(fixture))) {
      for (const path of pathsOf(event)) {
        for (const value of [undefined, null, 7, {}, [null]]) {
          if (failure(changed(event, path, value)) !== undefined) needed.add(path.join('.'));
        }
      }
    }
    expect([...needed].sort()).toEqual([
      'account',
      'detail',
      'detail-type',
      'detail.alarmContributor',
      'detail.alarmContributor.id',
      'detail.alarmName',
      'detail.state',
      'detail.state.timestamp',
      'detail.state.value',
      'id',
      'region',
      'resources',
      'resources.0',
      'source',
      'time',
    ]);
  });

  it('is all that fails: whatever is changed in an event gives an alarm or EventMalformed', async () => {
    const events = await Promise.all(FIXTURES.map(fixture));
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(undefined, null, '', 0, -1, 1e300, [], {}, '2026-03-10T03:12:11Z'),
    );
    const changes = fc.array(fc.record({ at: fc.nat(), value }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...events), changes, (sample, list) => {
        let event: unknown = sample;
        for (const change of list) {
          const paths = pathsOf(event);
          event = changed(event, paths[change.at % paths.length] ?? [], change.value);
        }
        expect([undefined, 'EventMalformed']).toContain(failure(event));
      }),
      { numRuns: 3_000 },
    );
  });
});

/** The code of the error that the event leads to. Without one, what it gives must fit the schemas. */
function failure(event: unknown): string | undefined {
  try {
    const { alarm } = parseAlarmEvent(event);
    Incident.parse(incidentOf(Alarm.parse(alarm), '2026-03-10T03:12:13.000Z', {}));
    return undefined;
  } catch (error) {
    return error instanceof CasefileError ? error.code : String(error);
  }
}

/** What stands for the text of reasonData while its JSON is looked into. */
const asJson = (text: unknown): unknown => {
  try {
    return typeof text === 'string' && text.startsWith('{') ? JSON.parse(text) : text;
  } catch {
    return text;
  }
};

/** Every path in a JSON value, also within reasonData's text. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsOf(key === 'reasonData' ? asJson(inner) : inner).map((path) => [key, ...path]),
  ]);
}

/** A copy with another value at `path`, or with none there. */
function changed(value: unknown, [key, ...path]: string[], next: unknown): unknown {
  if (key === undefined) return next;
  const text = typeof value === 'string';
  const copy: unknown = structuredClone(text ? asJson(value) : value);
  if (typeof copy !== 'object' || copy === null) return value;
  const inner = changed(Reflect.get(copy, key), path, next);
  if (inner === undefined) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, inner);
  return text ? JSON.stringify(copy) : copy;
}
