import type { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import type { Publisher } from '../../core/ports.ts';
import { renderAmazonQ } from '../../core/report/render/render-amazon-q.ts';
import { checkTopic } from '../doctor/check-topic.ts';
import type { ChannelKind } from './channel.ts';
import { TopicArn, publishTo } from './sns.ts';

export const AmazonQSettings = z.strictObject({ topic: TopicArn });

/** A topic that Amazon Q Developer in chat applications reads; its messages have a form of their own. */
export const amazonQ: ChannelKind<typeof AmazonQSettings> = {
  name: 'amazon-q',
  settings: AmazonQSettings,
  example: 'amazonQ: { topic: ARN }',
  setUp: ({ topic }) => ({
    name: 'amazon-q',
    publisher: (access) => amazonQPublisher(access.sns(), topic),
    rights: [{ action: 'sns:Publish', on: { arn: topic } }],
    checks: (access) => [
      checkTopic(
        { name: 'Amazon Q topic', topic, nobody: 'No channel of Amazon Q Developer reads it.' },
        access.sns(),
      ),
    ],
  }),
};

/**
 * Delivers to a topic that Amazon Q Developer in chat applications listens to. The topic must be its own: Amazon Q
 * draws a message only if the body is exactly its JSON, so there is nothing in it for other subscribers.
 */
export function amazonQPublisher(client: SNSClient, topicArn: string): Publisher {
  return {
    channel: 'amazon-q',
    publish: (message) =>
      publishTo(client, { TopicArn: topicArn, Message: JSON.stringify(renderAmazonQ(message)) }),
  };
}
