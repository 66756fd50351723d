import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { isoOf } from '../../server-kit/times.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';

const Alarm = z.strictObject({
  name: z.string(),
  arn: z.string(),
  type: z.enum(['metric', 'composite']),
  state: z.string(),
  stateReason: z.string(),
  comparison: z.string().exactOptional(),
  threshold: z.number().exactOptional(),
  periodSeconds: z.number().exactOptional(),
  evaluationPeriods: z.number().exactOptional(),
  datapointsToAlarm: z.number().exactOptional(),
  missingData: z.string().exactOptional(),
  rule: z.string().exactOptional(),
  updatedAt: z.string().exactOptional(),
});

export function describeAlarms(client: CloudWatchClient) {
  return defineTool({
    name: 'describe_alarms',
    description: 'Settings and state of metric and composite alarms, by name.',
    annotations: readOnly('Describe alarms'),
    timeoutMs: 7_000,
    input: z.strictObject({
      names: z.array(z.string().min(1).max(255)).min(1).max(100),
    }),
    output: z.strictObject({ alarms: z.array(Alarm), notFound: z.array(z.string()) }),
    async run({ names }, { signal, note }) {
      const response = note(
        await client.send(
          // Without AlarmTypes, AWS leaves composite alarms out.
          new DescribeAlarmsCommand({
            AlarmNames: names,
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            MaxRecords: 100,
          }),
          { abortSignal: signal },
        ),
      );
      const alarms: z.infer<typeof Alarm>[] = [];
      for (const alarm of response.MetricAlarms ?? []) {
        alarms.push({
          name: alarm.AlarmName ?? '',
          arn: alarm.AlarmArn ?? '',
          type: 'metric',
          state: alarm.StateValue ?? '',
          stateReason: alarm.StateReason ?? '',
          ...(alarm.ComparisonOperator && { comparison: alarm.ComparisonOperator }),
          ...(alarm.Threshold !== undefined && { threshold: alarm.Threshold }),
          ...(alarm.Period !== undefined && { periodSeconds: alarm.Period }),
          ...(alarm.EvaluationPeriods !== undefined && { evaluationPeriods: alarm.EvaluationPeriods }),
          ...(alarm.DatapointsToAlarm !== undefined && { datapointsToAlarm: alarm.DatapointsToAlarm }),
          missingData: alarm.TreatMissingData ?? 'missing',
          ...(alarm.AlarmConfigurationUpdatedTimestamp && {
            updatedAt: isoOf(alarm.AlarmConfigurationUpdatedTimestamp),
          }),
        });
      }
      for (const alarm of response.CompositeAlarms ?? []) {
        alarms.push({
          name: alarm.AlarmName ?? '',
          arn: alarm.AlarmArn ?? '',
          type: 'composite',
          state: alarm.StateValue ?? '',
          stateReason: alarm.StateReason ?? '',
          ...(alarm.AlarmRule !== undefined && { rule: alarm.AlarmRule }),
        });
      }
      const found = new Set(alarms.map(({ name }) => name));
      return { alarms, notFound: names.filter((name) => !found.has(name)) };
    },
  });
}
