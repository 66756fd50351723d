import { SNSClient } from '@aws-sdk/client-sns';
import { CasefileError } from '../../core/errors.ts';
import type { AwsSession } from '../account/aws-session.ts';
import type { Config } from '../config/config.ts';
import type { DeployedStack } from '../account/deployed-stack.ts';
import { slackWebhook } from '../channels/slack-webhook.ts';
import { type Check, failed, ok } from './check.ts';
import { checkTopic } from './check-topic.ts';
import { refusalOf } from './refusal.ts';

/** Does what is sent reach somebody? Topics of a deployment are asked only with its stack. */
export function checkChannels(
  { sns, amazonQ, slack }: Config,
  stack: DeployedStack | undefined,
  { aws }: AwsSession,
): { checks: Check[]; close: () => void } {
  const client = new SNSClient({ ...aws, maxAttempts: 2 });
  const reports = sns?.topic ?? stack?.reportsTopic;
  const failures = stack?.failuresTopic;
  const dispensable = slack !== undefined || amazonQ !== undefined;
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
    ...(amazonQ === undefined
      ? []
      : [
          {
            name: 'Amazon Q topic',
            topic: amazonQ.topic,
            nobody: 'No channel of Amazon Q Developer reads it.',
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
      ...(slack === undefined ? [] : [checkSlack(slack, aws)]),
    ],
    close: () => client.destroy(),
  };
}

/** The URL is a secret, and is not shown. Nothing is posted to it. */
function checkSlack(slack: NonNullable<Config['slack']>, aws: AwsSession['aws']): Check {
  return {
    name: 'slack',
    async run() {
      try {
        const url = (await slackWebhook(slack, aws)()).trim();
        if (URL.canParse(url) && new URL(url).protocol === 'https:') {
          return ok("The webhook's URL can be read; it is not tried, as that would post a message.");
        }
        return failed(
          "What is kept as the webhook's URL is none.",
          'Store it again: it begins with https://hooks.slack.com/services/',
        );
      } catch (error) {
        if (!(error instanceof CasefileError)) throw error;
        // Whether the parameter is there, or only we may not see it.
        if (error.cause !== undefined && refusalOf(error.cause).name !== 'ParameterNotFound')
          throw error.cause;
        return failed(error.message, error.hint);
      }
    },
  };
}
