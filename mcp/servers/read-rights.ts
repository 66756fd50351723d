import type { OwnServer } from './own-servers.ts';
import type { ServerSettings } from './server-settings.ts';

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
    { actions: ['logs:DescribeLogGroups', 'logs:StopQuery'], on: '*' },
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

/** What tools and resources need beside it that no investigation asks for, only other clients do. */
export const CLIENT_RIGHTS: Record<OwnServer, readonly ReadRight[]> = {
  cloudwatch: [
    { actions: ['cloudwatch:ListDashboards'], on: '*' },
    { actions: ['cloudwatch:GetDashboard'], on: { service: 'cloudwatch', resources: ['dashboard/*'] } },
    { actions: ['iam:ListAccountAliases'], on: '*' },
  ],
  lambda: [{ actions: ['iam:ListAccountAliases'], on: '*' }],
  cloudformation: [
    {
      actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeEvents'],
      on: { service: 'cloudformation', resources: ['stack/*'] },
    },
    { actions: ['cloudformation:ListStacks'], on: '*' },
    { actions: ['iam:ListAccountAliases'], on: '*' },
  ],
};

export interface PolicyStatement {
  Effect: 'Allow';
  Action: string[];
  Resource: unknown;
}

/** Writes the ARN of a service's resource in the account. IAM and dashboards are of no region. */
export type ArnOf = (service: string, resource: string) => unknown;

/** The policy of a server for investigations. */
export function readStatements(server: OwnServer, arn: ArnOf): PolicyStatement[] {
  return statements(READ_RIGHTS[server], arn);
}

/** The policy of a server for every client. */
export function clientStatements(server: OwnServer, arn: ArnOf): PolicyStatement[] {
  return statements([...READ_RIGHTS[server], ...CLIENT_RIGHTS[server]], arn);
}

/** What a server needs for what it does only if it is started so. */
export function optInStatements(server: OwnServer, settings: ServerSettings, arn: ArnOf): PolicyStatement[] {
  const { invokable = [], driftDetection = false } = settings;
  if (server === 'lambda' && invokable.length > 0) {
    return [{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [...invokable] }];
  }
  if (server !== 'cloudformation' || !driftDetection) return [];
  return statements(
    [
      {
        actions: ['cloudformation:DetectStackDrift', 'cloudformation:DescribeStackResourceDrifts'],
        on: { service: 'cloudformation', resources: ['stack/*'] },
      },
      { actions: ['cloudformation:DescribeStackDriftDetectionStatus'], on: '*' },
    ],
    arn,
  );
}

function statements(rights: readonly ReadRight[], arn: ArnOf): PolicyStatement[] {
  return rights.map(({ actions, on }) => ({
    Effect: 'Allow',
    Action: [...actions],
    Resource: on === '*' ? '*' : on.resources.map((resource) => arn(on.service, resource)),
  }));
}
