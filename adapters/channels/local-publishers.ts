import { SNSClient } from '@aws-sdk/client-sns';
import { CasefileError } from '../../core/errors.ts';
import type { Publisher } from '../../core/ports.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import { amazonQPublisher } from './amazon-q.ts';
import type { Config } from '../config/config.ts';
import { slackPublisher } from './slack.ts';
import { slackWebhook } from './slack-webhook.ts';
import { snsPublisher } from './sns.ts';

/**
 * The channels that somebody asks for by name on their own machine, as casefile.yml sets them up.
 * @throws CasefileError `BadUsage` for one that is not set up
 */
export function localPublishers(channels: readonly string[], config: Config, aws: AwsOptions): Publisher[] {
  return channels.map((channel) => {
    const publisher = publisherOf(channel, config, aws);
    if (publisher !== undefined) return publisher;
    throw new CasefileError('BadUsage', `Channel ${channel} is not set up.`, {
      hint: 'In casefile.yml: `sns: { topic: ARN }`, `amazonQ: { topic: ARN }` or `slack: { webhookVariable: NAME }`; pass it with --config.',
    });
  });
}

function publisherOf(
  channel: string,
  { sns, amazonQ, slack }: Config,
  aws: AwsOptions,
): Publisher | undefined {
  switch (channel) {
    case 'sns':
      return sns && snsPublisher(new SNSClient(aws), sns.topic);
    case 'amazon-q':
      return amazonQ && amazonQPublisher(new SNSClient(aws), amazonQ.topic);
    case 'slack':
      return slack && slackPublisher(slackWebhook(slack, aws));
    default:
      return undefined;
  }
}
