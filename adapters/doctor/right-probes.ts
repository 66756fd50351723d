import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import { DescribeEventsCommand, HealthClient } from '@aws-sdk/client-health';
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as lambda from '@aws-sdk/client-lambda';
import { MINUTE } from '../../core/time.ts';
import type { AwsSession } from '../account/aws-session.ts';

/** One call that only who has the right is answered, or told what is wrong with it. */
export type Probe = (signal: AbortSignal) => Promise<unknown>;

/** Nothing is called so; asking for it costs nothing. */
const NOBODY = 'casefile-doctor-asks-for-nothing';
const GROUP = `/${NOBODY}`;
const NO_QUERY = '00000000-0000-4000-8000-000000000000';

/** By IAM action: for each read right of the servers, the cheapest call that needs it. All but one of them are free. */
export function rightProbes({ aws, partition, account, region }: AwsSession): {
  probes: Record<string, Probe>;
  close: () => void;
} {
  const config = { ...aws, maxAttempts: 2 };
  const cw = new CloudWatchClient(config);
  const cwl = new CloudWatchLogsClient(config);
  const fn = new LambdaClient(config);
  const cfn = new CloudFormationClient(config);
  const trail = new CloudTrailClient(config);
  const health = new HealthClient({ ...config, region: healthRegion(partition) });
  const now = new Date();
  const before = new Date(now.getTime() - MINUTE);
  const alarm = `arn:${partition}:cloudwatch:${region}:${account}:alarm:${NOBODY}`;
  const FunctionName = NOBODY;
  const seconds = (time: Date) => Math.floor(time.getTime() / 1_000);

  const probes: Record<string, Probe> = {
    'cloudwatch:DescribeAlarms': (abortSignal) =>
      cw.send(new cloudwatch.DescribeAlarmsCommand({ MaxRecords: 1 }), { abortSignal }),
    'cloudwatch:DescribeAlarmHistory': (abortSignal) =>
      cw.send(new cloudwatch.DescribeAlarmHistoryCommand({ MaxRecords: 1 }), { abortSignal }),
    'cloudwatch:DescribeAlarmContributors': (abortSignal) =>
      cw.send(new cloudwatch.DescribeAlarmContributorsCommand({ AlarmName: NOBODY }), { abortSignal }),
    // A thousandth of a cent: one metric.
    'cloudwatch:GetMetricData': (abortSignal) =>
      cw.send(
        new cloudwatch.GetMetricDataCommand({
          StartTime: before,
          EndTime: now,
          MetricDataQueries: [
            {
              Id: 'm1',
              MetricStat: {
                Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' },
                Period: 60,
                Stat: 'Sum',
              },
            },
          ],
        }),
        { abortSignal },
      ),
    'cloudwatch:ListMetrics': (abortSignal) =>
      cw.send(new cloudwatch.ListMetricsCommand({ Namespace: NOBODY }), { abortSignal }),
    'cloudwatch:ListTagsForResource': (abortSignal) =>
      cw.send(new cloudwatch.ListTagsForResourceCommand({ ResourceARN: alarm }), { abortSignal }),
    'logs:DescribeLogGroups': (abortSignal) =>
      cwl.send(new logs.DescribeLogGroupsCommand({ logGroupNamePattern: NOBODY, limit: 1 }), { abortSignal }),
    'logs:StartQuery': (abortSignal) =>
      cwl.send(
        new logs.StartQueryCommand({
          logGroupNames: [GROUP],
          startTime: seconds(before),
          endTime: seconds(now),
          queryString: 'limit 1',
        }),
        { abortSignal },
      ),
    'logs:GetQueryResults': (abortSignal) =>
      cwl.send(new logs.GetQueryResultsCommand({ queryId: NO_QUERY }), { abortSignal }),
    'logs:StopQuery': (abortSignal) =>
      cwl.send(new logs.StopQueryCommand({ queryId: NO_QUERY }), { abortSignal }),
    'logs:FilterLogEvents': (abortSignal) =>
      cwl.send(new logs.FilterLogEventsCommand({ logGroupName: GROUP, limit: 1 }), { abortSignal }),
    'logs:DescribeMetricFilters': (abortSignal) =>
      cwl.send(
        new logs.DescribeMetricFiltersCommand({ metricNamespace: NOBODY, metricName: NOBODY, limit: 1 }),
        { abortSignal },
      ),
    'lambda:GetFunctionConfiguration': (abortSignal) =>
      fn.send(new lambda.GetFunctionConfigurationCommand({ FunctionName }), { abortSignal }),
    'lambda:GetFunctionConcurrency': (abortSignal) =>
      fn.send(new lambda.GetFunctionConcurrencyCommand({ FunctionName }), { abortSignal }),
    'lambda:ListVersionsByFunction': (abortSignal) =>
      fn.send(new lambda.ListVersionsByFunctionCommand({ FunctionName, MaxItems: 1 }), { abortSignal }),
    'lambda:ListAliases': (abortSignal) =>
      fn.send(new lambda.ListAliasesCommand({ FunctionName, MaxItems: 1 }), { abortSignal }),
    'lambda:ListEventSourceMappings': (abortSignal) =>
      fn.send(new lambda.ListEventSourceMappingsCommand({ MaxItems: 1 }), { abortSignal }),
    'lambda:ListFunctions': (abortSignal) =>
      fn.send(new lambda.ListFunctionsCommand({ MaxItems: 1 }), { abortSignal }),
    'lambda:GetAccountSettings': (abortSignal) =>
      fn.send(new lambda.GetAccountSettingsCommand({}), { abortSignal }),
    'cloudformation:DescribeStackEvents': (abortSignal) =>
      cfn.send(new cloudformation.DescribeStackEventsCommand({ StackName: NOBODY }), { abortSignal }),
    'cloudformation:ListStackResources': (abortSignal) =>
      cfn.send(new cloudformation.ListStackResourcesCommand({ StackName: NOBODY }), { abortSignal }),
    'cloudformation:DescribeStackResources': (abortSignal) =>
      cfn.send(new cloudformation.DescribeStackResourcesCommand({ PhysicalResourceId: NOBODY }), {
        abortSignal,
      }),
    'cloudtrail:LookupEvents': (abortSignal) =>
      trail.send(new LookupEventsCommand({ MaxResults: 1, StartTime: before, EndTime: now }), {
        abortSignal,
      }),
    'health:DescribeEvents': (abortSignal) =>
      health.send(new DescribeEventsCommand({ maxResults: 10 }), { abortSignal }),
  };
  return {
    probes,
    close() {
      for (const client of [cw, cwl, fn, cfn, trail, health]) client.destroy();
    },
  };
}

/** AWS Health has one endpoint for each partition. */
function healthRegion(partition: string): string {
  if (partition === 'aws-cn') return 'cn-north-1';
  return partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';
}
