import { amazonQPublisher } from '../../adapters/channels/amazon-q.ts';
import { slackPublisher } from '../../adapters/channels/slack.ts';
import { slackWebhook } from '../../adapters/channels/slack-webhook.ts';
import { snsPublisher } from '../../adapters/channels/sns.ts';
import type { Publisher } from '../../core/ports.ts';
import { snsClient } from './sns-client.ts';
import { environment } from './environment.ts';

/** The channels that a deployment has: its topic, and what casefile.yml sets up beside it. */
export function publishers(): Publisher[] {
  const { region, topic, config } = environment();
  const sns = snsClient(region);
  const reports = config.sns?.topic ?? topic;
  return [
    ...(reports === undefined ? [] : [snsPublisher(sns, reports)]),
    ...(config.amazonQ === undefined ? [] : [amazonQPublisher(sns, config.amazonQ.topic)]),
    ...(config.slack === undefined ? [] : [slackPublisher(slackWebhook(config.slack, { region }))]),
  ];
}
