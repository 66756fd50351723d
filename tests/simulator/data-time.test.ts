import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { firstAlarm } from '../../simulator/alarms/event.ts';
import type { Service } from '../../simulator/answer.ts';
import { cloudformationService } from '../../simulator/services/cloudformation.ts';
import { cloudtrail } from '../../simulator/services/cloudtrail.ts';
import { cloudwatch } from '../../simulator/services/cloudwatch.ts';
import { lambda } from '../../simulator/services/lambda.ts';
import { logsService } from '../../simulator/services/logs.ts';
import { type Built, MINUTE, SCENARIOS, builtOf } from './worlds.ts';

const logs = logsService();

/** One answer of a service at a data time. */
function answerOf<T>(
  { world, alarms, scenario }: Built,
  now: number,
  service: Service,
  operation: string,
  schema: z.ZodType<T>,
  input: object,
  region = scenario.region,
): T {
  const run = service.operations[operation];
  if (run === undefined) throw new Error(`${operation} is not simulated`);
  return schema.parse(run({ world, alarms }, { operation, region, input, now, requestId: 'request' }));
}

const Lines = z.looseObject({
  events: z.array(z.looseObject({ timestamp: z.number(), ingestionTime: z.number() })),
  nextToken: z.string().optional(),
});
const Column = z.looseObject({ Timestamps: z.array(z.number()), Values: z.array(z.number()) });

/** Now and then, and around what goes wrong. */
async function timesOf(built: Built): Promise<number[]> {
  const { world, alarms, scenario } = built;
  const faults = scenario.timeline.filter(({ fault }) => fault).map(({ at }) => world.start + at + 20_000);
  return [world.start + 30 * MINUTE + 7_000, ...faults, firstAlarm(world, alarms).t + 2_000];
}

describe.each(SCENARIOS)('at a time in %s', (id) => {
  it('metrics end then', async () => {
    const built = await builtOf(id);
    const { world } = built;
    for (const now of await timesOf(built)) {
      for (const series of world.metrics.all()) {
        const { namespace, name, dimensions } = series;
        const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
        const Metric = { Namespace: namespace, MetricName: name, Dimensions };
        const from = now - 10 * MINUTE;
        const { MetricDataResults } = answerOf(
          built,
          now,
          cloudwatch,
          'GetMetricData',
          z.looseObject({ MetricDataResults: z.array(Column).length(1) }),
          {
            StartTime: from / 1_000,
            EndTime: world.end / 1_000,
            MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'SampleCount' } }],
          },
        );
        const [column] = MetricDataResults;
        expect(Math.max(0, ...(column?.Timestamps ?? []))).toBeLessThanOrEqual(now / 1_000);
        const told = series
          .samples(Math.floor(from / MINUTE) * MINUTE, world.end)
          .filter(({ toldAt }) => toldAt <= now);
        const counted = column?.Values.reduce((sum, value) => sum + value, 0);
        expect(counted).toBeCloseTo(
          told.reduce((sum, { n }) => sum + n, 0),
          5,
        );
      }
    }
  });

  it('logs end then', async () => {
    const built = await builtOf(id);
    for (const now of await timesOf(built)) {
      for (const { name, class: type } of built.world.logGroups.values()) {
        if (type !== 'STANDARD') continue;
        const input = { logGroupName: name, startTime: now - 5 * MINUTE, endTime: built.world.end };
        const first = answerOf(built, now, logs, 'FilterLogEvents', Lines, input);
        const { nextToken } = first;
        const { events } = answerOf(built, now, logs, 'FilterLogEvents', Lines, { ...input, nextToken });
        const newest = Math.max(0, ...events.map(({ ingestionTime }) => ingestionTime));
        expect(newest).toBeLessThanOrEqual(now);
      }
    }
  });

  it('CloudTrail and stacks tell of nothing later', async () => {
    const built = await builtOf(id);
    const { scenario, world } = built;
    const soonest = scenario.lag.cloudtrail[0];
    for (const now of await timesOf(built)) {
      for (const region of new Set([scenario.region, 'us-east-1'])) {
        const schema = z.looseObject({ Events: z.array(z.looseObject({ EventTime: z.number() })) });
        const { Events } = answerOf(built, now, cloudtrail, 'LookupEvents', schema, {}, region);
        for (const { EventTime } of Events) expect(EventTime + soonest).toBeLessThanOrEqual(now / 1_000);
      }
      for (const stack of new Set(world.stackEvents.map((event) => event.stack))) {
        const schema = z.looseObject({ StackEvents: z.array(z.looseObject({ Timestamp: z.string() })) });
        const { StackEvents } = answerOf(built, now, cloudformationService(), 'DescribeStackEvents', schema, {
          StackName: stack,
        });
        for (const { Timestamp } of StackEvents) expect(Date.parse(Timestamp)).toBeLessThanOrEqual(now);
      }
    }
  });

  it('functions are configured as they were then', async () => {
    const built = await builtOf(id);
    const Configuration = z.looseObject({
      LastModified: z.string(),
      MemorySize: z.number(),
      Timeout: z.number(),
      Environment: z.looseObject({ Variables: z.record(z.string(), z.string()) }).optional(),
    });
    for (const now of await timesOf(built)) {
      for (const { name, latest, versions } of built.world.histories.values()) {
        const then = latest.findLast(({ t }) => t <= now)?.settings;
        const input = { FunctionName: name };
        const told = answerOf(built, now, lambda, 'GetFunctionConfiguration', Configuration, input);
        expect(Date.parse(told.LastModified)).toBeLessThanOrEqual(now);
        expect(told).toMatchObject({ MemorySize: then?.memoryMb, Timeout: then?.timeoutSeconds });
        expect(told.Environment?.Variables ?? {}).toEqual(then?.environment);
        const schema = z.looseObject({ Versions: z.array(z.looseObject({ Version: z.string() })) });
        const { Versions } = answerOf(built, now, lambda, 'ListVersionsByFunction', schema, input);
        const published = versions.filter(({ publishedAt }) => publishedAt <= now);
        expect(Versions.map(({ Version }) => Version)).toEqual([
          '$LATEST',
          ...published.map(({ version }) => String(version)),
        ]);
      }
    }
  });

  it('alarms are in the state that they were in', async () => {
    const built = await builtOf(id);
    const { alarms } = built;
    const Described = z.looseObject({
      AlarmName: z.string(),
      StateValue: z.string(),
      StateUpdatedTimestamp: z.number(),
    });
    const schema = z.looseObject({ MetricAlarms: z.array(Described), CompositeAlarms: z.array(Described) });
    for (const now of await timesOf(built)) {
      const AlarmTypes = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];
      const answer = answerOf(built, now, cloudwatch, 'DescribeAlarms', schema, { AlarmTypes });
      for (const { AlarmName, StateValue, StateUpdatedTimestamp } of [
        ...answer.MetricAlarms,
        ...answer.CompositeAlarms,
      ]) {
        const last = alarms.get(AlarmName)?.findLast(({ t }) => t <= now);
        expect(StateValue).toBe(last?.state ?? 'OK');
        expect(StateUpdatedTimestamp).toBeLessThanOrEqual(now / 1_000);
      }
    }
  });
});
