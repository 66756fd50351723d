import type { OwnServer } from './own-servers.ts';

/** Read rights of a server, by what they can be limited to; `*` where IAM knows no resource for the action. */
export interface ReadRight {
  actions: readonly string[];
  /** Service and resource part of ARNs of the account and region, e.g. `lambda` and `function:*`. */
  on: '*' | { service: string; resources: readonly string[] };
}

/**
 * What each server needs, and nothing else: deployed roles, `SECURITY.md` and `casefile doctor` follow from it.
 * Resource levels: the Service Authorization Reference. Composite alarms are only described with `*`, says the SDK;
 * DescribeAlarmContributors is in the SDK and not yet in that reference.
 */
export const READ_RIGHTS: Record<OwnServer, readonly ReadRight[]> = {
  cloudwatch: [
    {
      actions: [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:DescribeAlarmHistory',
        'cloudwatch:DescribeAlarmContributors',
        'cloudwatch:GetMetricData',
        'cloudwatch:ListMetrics',
      ],
      on: '*',
    },
    { actions: ['cloudwatch:ListTagsForResource'], on: { service: 'cloudwatch', resources: ['alarm:*'] } },
    { actions: ['logs:DescribeLogGroups'], on: '*' },
    {
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
  lambda: [
    {
      actions: [
        'lambda:GetFunctionConfiguration',
        'lambda:GetFunctionConcurrency',
        'lambda:ListVersionsByFunction',
        'lambda:ListAliases',
      ],
      on: { service: 'lambda', resources: ['function:*'] },
    },
    {
      actions: ['lambda:ListEventSourceMappings', 'lambda:ListFunctions', 'lambda:GetAccountSettings'],
      on: '*',
    },
  ],
  cloudformation: [
    {
      actions: ['cloudformation:DescribeStackEvents', 'cloudformation:ListStackResources'],
      on: { service: 'cloudformation', resources: ['stack/*'] },
    },
    // By the physical id of a resource, the stack is not known before.
    { actions: ['cloudformation:DescribeStackResources'], on: '*' },
    { actions: ['cloudtrail:LookupEvents', 'health:DescribeEvents'], on: '*' },
  ],
};

export interface PolicyStatement {
  Effect: 'Allow';
  Action: string[];
  Resource: unknown;
}

/** A server's policy; `arn` writes the ARN of a service's resource in the account. */
export function readStatements(
  server: OwnServer,
  arn: (service: string, resource: string) => unknown,
): PolicyStatement[] {
  return READ_RIGHTS[server].map(({ actions, on }) => ({
    Effect: 'Allow',
    Action: [...actions],
    Resource: on === '*' ? '*' : on.resources.map((resource) => arn(on.service, resource)),
  }));
}
