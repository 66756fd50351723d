import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { DRILL_SOURCE } from '../../core/alarm/parse-alarm.ts';
import { MINUTE, ms, shift } from '../../core/time.ts';

export interface Drill {
  alarmName: string;
  /** What the alarm is about. */
  functionName: string;
  at: string;
  account: string;
  region: string;
}

/** How much the alarm is said to have evaluated. */
const EVALUATED_MS = 5 * MINUTE;

/**
 * A test alarm as an entry for PutEvents: the shape of CloudWatch's own event, from a source that says it is none. The
 * report that it leads to is marked as a drill.
 */
export function drillEvent({ alarmName, functionName, at, account, region }: Drill): PutEventsRequestEntry {
  const arn = `arn:${partitionOf(region)}:cloudwatch:${region}:${account}:alarm:${alarmName}`;
  return {
    Source: DRILL_SOURCE,
    DetailType: 'CloudWatch Alarm State Change',
    Time: new Date(ms(at)),
    Resources: [arn],
    Detail: JSON.stringify({
      alarmName,
      state: {
        value: 'ALARM',
        timestamp: at,
        reason: 'A drill: sent by hand, no alarm went off.',
        reasonData: JSON.stringify({ version: '1.0', startDate: shift(at, -EVALUATED_MS), period: 60 }),
      },
      previousState: { value: 'OK', timestamp: shift(at, -EVALUATED_MS) },
      configuration: {
        metrics: [
          {
            id: 'm1',
            metricStat: {
              metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: functionName } },
              period: 60,
              stat: 'Sum',
            },
            returnData: true,
          },
        ],
      },
    }),
  };
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
