import { cloudWatchClient } from './cloudwatch-client.ts';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import type { ServerDefinition } from '../../server-kit/mcp-server.ts';
import { describeAlarms } from './describe-alarms.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { describeMetricFilters } from './describe-metric-filters.ts';
import { getAlarmHistory } from './get-alarm-history.ts';
import { getLogEvents } from './get-log-events.ts';
import { getMetricData } from './get-metric-data.ts';
import { listMetrics } from './list-metrics.ts';
import { getQueryResults, startQuery } from './logs-insights.ts';

/** Alarms, metrics and logs. */
export function cloudwatchServer(version: string, aws: AwsOptions): ServerDefinition {
  const cloudwatch = cloudWatchClient(aws);
  const logs = new CloudWatchLogsClient(aws);
  return {
    name: 'cloudwatch',
    version,
    tools: [
      describeAlarms(cloudwatch),
      getAlarmHistory(cloudwatch),
      getMetricData(cloudwatch),
      listMetrics(cloudwatch),
      startQuery(new CloudWatchLogsClient({ ...aws, maxAttempts: 1 }), cloudwatch),
      getQueryResults(logs),
      getLogEvents(logs),
      describeLogGroups(logs),
      describeMetricFilters(logs),
    ],
  };
}
