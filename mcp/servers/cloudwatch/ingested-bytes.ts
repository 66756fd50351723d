import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { ToolContext } from '../../server-kit/tool.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Datapoints of a minute are kept for 15 days; an hour's sum is as good here. */
const SHORT_MS = 12 * HOUR_MS;
const RECENT_MS = 14 * 24 * HOUR_MS;
/** After 455 days the datapoints are gone, and log lines may still be there. */
const KEPT_MS = 450 * 24 * HOUR_MS;
/** The newest minutes may not be counted yet: the fullest minute stands in for each of them. */
const LAG_MINUTES = 10;

/**
 * How many bytes log groups took in within a range: an upper bound of what a Logs Insights query over it scans.
 * Whole periods are counted, and minutes that may be missing are made up for, so it is rather too high. Infinite if it can't be
 * known. By when they came: lines that were sent days after their time are counted then.
 */
export async function ingestedBytes(
  client: CloudWatchClient,
  logGroups: readonly string[],
  from: number,
  to: number,
  { signal, note }: ToolContext,
): Promise<number> {
  const short = to - from <= SHORT_MS && Date.now() - from < RECENT_MS;
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
    results.every(({ StatusCode = 'Complete' }) => StatusCode === 'Complete');
  // What is not known in full is not bounded.
  if (!whole || from < Date.now() - KEPT_MS) return Infinity;
  return results.reduce((total, { Values = [] }) => {
    const sum = Values.reduce((a, b) => a + b, 0);
    return total + sum + (short ? LAG_MINUTES * Math.max(0, ...Values) : 0);
  }, 0);
}
