import type { SNSClient } from '@aws-sdk/client-sns';
import type { Publisher } from '../../core/ports.ts';
import { renderAmazonQ } from '../../core/report/render-amazon-q.ts';
import { publishTo } from './sns.ts';

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
