import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { ToolContext } from '../../server-kit/tool.ts';
import { MINUTES_UP_TO_MS, boundByHours, boundByMinutes } from './scan-bound.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Datapoints of a minute are kept for 15 days. */
const RECENT_MS = 14 * 24 * HOUR_MS;

/**
 * How many bytes log groups took in within a range: an upper bound of what a Logs Insights query over it scans.
 * Whole periods are counted, and minutes that may be missing are made up for, so it is rather too high. Of a
 * group without datapoints, all that it holds. Infinite if it can't be known. By when they came: lines that were sent days after their time are counted then.
 */
export async function ingestedBytes(
  client: CloudWatchClient,
  logs: CloudWatchLogsClient,
  logGroups: readonly string[],
  from: number,
  to: number,
  context: ToolContext,
): Promise<number> {
  const { signal, note } = context;
  const short = to - from <= MINUTES_UP_TO_MS && context.now - from < RECENT_MS;
  const period = short ? MINUTE_MS : HOUR_MS;
  const response = note(
    await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(Math.floor(from / period) * period),
        EndTime: new Date(Math.ceil(to / period) * period),
        MetricDataQueries: logGroups.map((name, i) => ({
          Id: `g${i}`,
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Logs',
              MetricName: 'IncomingBytes',
              Dimensions: [{ Name: 'LogGroupName', Value: name }],
            },
            Period: period / 1_000,
            Stat: 'Sum',
          },
        })),
      }),
      { abortSignal: signal },
    ),
  );
  const results = response.MetricDataResults ?? [];
  const whole =
    response.NextToken === undefined &&
    logGroups.every((_, i) =>
      results.some(({ Id, StatusCode = 'Complete' }) => Id === `g${i}` && StatusCode === 'Complete'),
    );
  // What is not known in full is not bounded.
  if (!whole) return Infinity;
  const bytes = await Promise.all(
    logGroups.map(async (name, i) => {
      const Values = results.find(({ Id }) => Id === `g${i}`)?.Values ?? [];
      // None: nothing came, or it is so long ago that the datapoints are gone and the lines may be there.
      if (Values.length === 0) return storedBytes(logs, name, context);
      return short ? boundByMinutes(Values) : boundByHours(Values);
    }),
  );
  return bytes.reduce((total, one) => total + one, 0);
}

/** All that a group holds; a group that is not there holds nothing. */
async function storedBytes(
  logs: CloudWatchLogsClient,
  name: string,
  { signal, note }: ToolContext,
): Promise<number> {
  const command = new DescribeLogGroupsCommand({ logGroupNamePattern: name, limit: 50 });
  const { logGroups = [], nextToken } = note(await logs.send(command, { abortSignal: signal }));
  const group = logGroups.find(({ logGroupName }) => logGroupName === name);
  return group?.storedBytes ?? (nextToken === undefined ? 0 : Infinity);
}
