import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { paginateListRoles } from '@aws-sdk/client-iam';
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { paginateListStateMachines } from '@aws-sdk/client-sfn';
import { paginateListSubscriptions, paginateListTopics } from '@aws-sdk/client-sns';
import { paginateListQueues } from '@aws-sdk/client-sqs';
import { bucketsNamed } from './buckets.ts';
import { all } from './all-pages.ts';
import type { Clients } from './clients.ts';
import { logGroupsOf } from './log-groups.ts';
import type { Names } from './names.ts';
import { stackNamed, undeleted } from './stacks.ts';

/** A kind of thing that a run makes. */
export interface Kind {
  kind: string;
  /** Ids of those that are there. */
  find: () => Promise<string[]>;
  remove: (id: string) => string;
  /** How a person looks, if we could not. */
  list: string;
}

/** `stacks` are ids of stacks that should be gone. */
export function kindsOf(clients: Clients, names: Names, stacks: readonly string[]): Kind[] {
  const { casefile, application } = names;
  const { cloudformation, cloudwatch, events, iam, lambda, s3, sfn, sns, sqs } = clients;
  const prefixes = [casefile, application];
  const isOurs = (name = '') => prefixes.some((prefix) => name.startsWith(`${prefix}-`) || name === prefix);
  const last = (arn = '') => arn.split(':').at(-1);
  const ours = (ids: (string | undefined)[]) =>
    ids.flatMap((id) => (id !== undefined && isOurs(last(id)) ? [id] : []));
  return [
    {
      kind: 'stack',
      find: async () => {
        const found = await Promise.all(prefixes.map((name) => stackNamed(cloudformation, name)));
        return ours(found.map((stack) => stack?.StackName));
      },
      remove: (name) => `aws cloudformation delete-stack --stack-name ${name}`,
      list: 'aws cloudformation describe-stacks',
    },
    {
      kind: 'resource of a deleted stack:',
      // The bucket is kept by its deletion policy, and removed by us: it is looked for below.
      find: async () => {
        const found = await Promise.all(stacks.map((id) => undeleted(cloudformation, id)));
        return found.flat().filter((what) => !what.startsWith('AWS::S3::Bucket '));
      },
      remove: () => `aws cloudformation list-stack-resources --stack-name ${stacks[0]}`,
      list: `aws cloudformation list-stack-resources --stack-name ${stacks[0]}`,
    },
    {
      kind: 'bucket',
      find: () => bucketsNamed(s3, `${casefile}-`),
      remove: (name) => `aws s3 rb s3://${name} --force`,
      list: 'aws s3 ls',
    },
    {
      kind: 'log group',
      find: () => logGroupsOf(clients, names),
      remove: (name) => `aws logs delete-log-group --log-group-name ${name}`,
      list: `aws logs describe-log-groups --log-group-name-prefix /aws/lambda/${casefile}`,
    },
    {
      kind: 'alarm',
      find: async () => {
        const found: string[] = [];
        for (const AlarmNamePrefix of prefixes) {
          for await (const page of paginateDescribeAlarms({ client: cloudwatch }, { AlarmNamePrefix })) {
            found.push(...ours((page.MetricAlarms ?? []).map(({ AlarmName }) => AlarmName)));
          }
        }
        return found;
      },
      remove: (name) => `aws cloudwatch delete-alarms --alarm-names ${name}`,
      list: `aws cloudwatch describe-alarms --alarm-name-prefix ${application}`,
    },
    {
      kind: 'function',
      find: () =>
        all(paginateListFunctions({ client: lambda }, {}), ({ Functions = [] }) =>
          ours(Functions.map(({ FunctionName }) => FunctionName)),
        ),
      remove: (name) => `aws lambda delete-function --function-name ${name}`,
      list: 'aws lambda list-functions',
    },
    {
      kind: 'state machine',
      find: () =>
        all(paginateListStateMachines({ client: sfn }, {}), ({ stateMachines = [] }) =>
          ours(stateMachines.map(({ stateMachineArn }) => stateMachineArn)),
        ),
      remove: (arn) => `aws stepfunctions delete-state-machine --state-machine-arn ${arn}`,
      list: 'aws stepfunctions list-state-machines',
    },
    {
      kind: 'rule',
      find: async () => {
        const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: casefile }));
        return ours(Rules.map(({ Name }) => Name));
      },
      remove: (name) => `aws events delete-rule --name ${name} --force`,
      list: `aws events list-rules --name-prefix ${casefile}`,
    },
    {
      kind: 'topic',
      find: () =>
        all(paginateListTopics({ client: sns }, {}), ({ Topics = [] }) =>
          ours(Topics.map(({ TopicArn }) => TopicArn)),
        ),
      remove: (arn) => `aws sns delete-topic --topic-arn ${arn}`,
      list: 'aws sns list-topics',
    },
    {
      kind: 'subscription',
      find: () =>
        all(paginateListSubscriptions({ client: sns }, {}), ({ Subscriptions = [] }) =>
          Subscriptions.flatMap(({ SubscriptionArn = '', Endpoint }) =>
            isOurs(last(Endpoint)) ? [SubscriptionArn] : [],
          ),
        ),
      remove: (arn) => `aws sns unsubscribe --subscription-arn ${arn}`,
      list: 'aws sns list-subscriptions',
    },
    {
      kind: 'queue',
      find: async () => {
        const found: string[] = [];
        for (const QueueNamePrefix of prefixes) {
          const pages = paginateListQueues({ client: sqs }, { QueueNamePrefix });
          found.push(...(await all(pages, ({ QueueUrls = [] }) => QueueUrls)));
        }
        return found;
      },
      remove: (url) => `aws sqs delete-queue --queue-url ${url}`,
      list: `aws sqs list-queues --queue-name-prefix ${application}`,
    },
    {
      kind: 'role',
      find: () =>
        all(paginateListRoles({ client: iam }, {}), ({ Roles = [] }) =>
          ours(Roles.map(({ RoleName }) => RoleName)),
        ),
      remove: (name) => `aws iam delete-role --role-name ${name}`,
      list: 'aws iam list-roles',
    },
  ];
}
