import type { Service } from './resource-type.ts';

export const ALARM = 'AWS::CloudWatch::Alarm';

export const cloudwatch: Service = {
  eventSource: 'monitoring.amazonaws.com',
  health: 'CLOUDWATCH',
  types: [{ type: ALARM, noun: 'alarm' }],
  rights: [
    {
      server: 'cloudwatch',
      // Composite alarms are only described with `*`, says the SDK; DescribeAlarmContributors is in the SDK and not yet
      // in the Service Authorization Reference.
      actions: [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:DescribeAlarmHistory',
        'cloudwatch:DescribeAlarmContributors',
        'cloudwatch:GetMetricData',
        'cloudwatch:ListMetrics',
      ],
      on: '*',
    },
    {
      server: 'cloudwatch',
      actions: ['cloudwatch:ListTagsForResource'],
      on: { service: 'cloudwatch', resources: ['alarm:*'] },
    },
    { server: 'cloudwatch', actions: ['cloudwatch:ListDashboards'], on: '*', clientsOnly: true },
    {
      server: 'cloudwatch',
      actions: ['cloudwatch:GetDashboard'],
      on: { service: 'cloudwatch', resources: ['dashboard/*'] },
      clientsOnly: true,
    },
  ],
};
