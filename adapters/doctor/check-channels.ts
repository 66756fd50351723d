import { SNSClient } from '@aws-sdk/client-sns';
import type { AwsSession } from '../account/aws-session.ts';
import type { Config } from '../config/config.ts';
import type { DeployedStack } from '../account/deployed-stack.ts';
import type { Check } from './check.ts';
import { channelsOf } from '../channels/channels.ts';
import { checkTopic } from './check-topic.ts';

/** Does what is sent reach somebody? Topics of a deployment are asked only with its stack. */
export function checkChannels(
  config: Config,
  stack: DeployedStack | undefined,
  { aws }: AwsSession,
): { checks: Check[]; close: () => void } {
  const client = new SNSClient({ ...aws, maxAttempts: 2 });
  const channels = channelsOf(config);
  const reports = config.sns?.topic ?? stack?.reportsTopic;
  const failures = stack?.failuresTopic;
  const dispensable = channels.some(({ name }) => name !== 'sns');
  const topics = [
    ...(reports === undefined
      ? []
      : [
          {
            name: 'reports topic',
            topic: reports,
            nobody: 'Nobody gets the reports by SNS.',
            dispensable,
          },
        ]),
    ...(failures === undefined
      ? []
      : [
          {
            name: 'failures topic',
            topic: failures,
            nobody: 'Nobody is told if an investigation itself fails.',
          },
        ]),
  ];
  return {
    checks: [
      ...topics.map((topic) => checkTopic(topic, client)),
      ...channels.flatMap((channel) => channel.checks({ aws, sns: () => client })),
    ],
    close: () => client.destroy(),
  };
}
