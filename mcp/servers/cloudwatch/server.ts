import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { refuseOthers } from '../../server-kit/always-sent.ts';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import type { ServerDefinition } from '../../server-kit/mcp-host.ts';
import { limitRate } from '../../server-kit/rate-limit.ts';
import type { ServerSettings } from '../server-settings.ts';
import { CLOUDWATCH_SENDS, LOGS_SENDS } from './always-sent.ts';
import { cloudWatchClient } from './cloudwatch-client.ts';
import { describeAlarms } from './describe-alarms.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { describeMetricFilters } from './describe-metric-filters.ts';
import { getAlarmHistory } from './get-alarm-history.ts';
import { getLogEvents } from './get-log-events.ts';
import { getMetricData } from './get-metric-data.ts';
import { listMetrics } from './list-metrics.ts';
import { logsInsights } from './logs-insights.ts';

/** Requests a second that AWS takes of an account in a region: CloudWatch's and CloudWatch Logs' quotas. */
const ALARMS_RATE = { DescribeAlarms: 9 };
const LOGS_RATE = { StartQuery: 10, GetQueryResults: 10, FilterLogEvents: 10, DescribeLogGroups: 5 };

/** Alarms, metrics and logs. */
export function cloudwatchServer(
  version: string,
  aws: AwsOptions,
  { logBytesPerHour, simulated = false }: ServerSettings = {},
): ServerDefinition {
  const cloudwatch = refuseOthers(limitRate(cloudWatchClient(aws), ALARMS_RATE), CLOUDWATCH_SENDS);
  const logsClient = (options: AwsOptions & { maxAttempts?: number }) =>
    refuseOthers(limitRate(new CloudWatchLogsClient(options), LOGS_RATE), LOGS_SENDS);
  const logs = logsClient(aws);
  const once = logsClient({ ...aws, maxAttempts: 1 });
  return {
    name: 'cloudwatch',
    version,
    tools: [
      describeAlarms(cloudwatch),
      getAlarmHistory(cloudwatch),
      getMetricData(cloudwatch, simulated),
      listMetrics(cloudwatch),
      ...logsInsights({ logs, once, cloudwatch }, { bytesPerHour: logBytesPerHour, remember: !simulated }),
      getLogEvents(logs),
      describeLogGroups(logs),
      describeMetricFilters(logs),
    ],
  };
}
