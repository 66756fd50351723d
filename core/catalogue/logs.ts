import { type Service, named } from './resource-type.ts';

export const LOG_GROUP = 'AWS::Logs::LogGroup';

export const logs: Service = {
  eventSource: 'logs.amazonaws.com',
  health: 'LOGS',
  types: [
    {
      type: LOG_GROUP,
      noun: 'log group',
      arn: { service: 'logs', prefix: 'log-group:', id: /[\w./#-]{1,512}/, behind: /:.{0,1024}/ },
      namedBy: [named('AWS/Logs', 'LogGroupName')],
    },
  ],
  rights: [
    { server: 'cloudwatch', actions: ['logs:DescribeLogGroups', 'logs:StopQuery'], on: '*' },
    {
      server: 'cloudwatch',
      actions: [
        'logs:StartQuery',
        'logs:GetQueryResults',
        'logs:FilterLogEvents',
        'logs:DescribeMetricFilters',
      ],
      // With and without `:*`: actions differ in which of the two they are checked against.
      on: { service: 'logs', resources: ['log-group:*', 'log-group:*:*'] },
    },
  ],
};
