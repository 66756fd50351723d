import { type SNSClient, type Subscription, paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import { OF_CALLERS, cleaned } from '../../core/clean/clean-texts.ts';
import { type Check, type Checked, failed, note, ok } from './check.ts';

interface Asked {
  name: string;
  topic: string;
  /** Who does not learn of what, if nobody has subscribed. */
  nobody: string;
  /** There are other ways to learn of it. */
  dispensable?: boolean;
}

/** Has somebody subscribed to a topic, and said yes to it? */
export function checkTopic({ name, topic, nobody, dispensable }: Asked, client: SNSClient): Check {
  return {
    name,
    async run(abortSignal): Promise<Checked> {
      const subscriptions: Subscription[] = [];
      const pages = paginateListSubscriptionsByTopic({ client }, { TopicArn: topic }, { abortSignal });
      for await (const page of pages) subscriptions.push(...(page.Subscriptions ?? []));
      const pending = subscriptions.filter(isPending);
      const waiting = pending.map(whose).join(', ');
      const confirmed = subscriptions.length - pending.length;
      if (confirmed > 0) {
        const says = `${confirmed} confirmed subscription${confirmed === 1 ? '' : 's'}.`;
        return pending.length === 0 ? ok(says) : note(`${says} Not confirmed: ${waiting}.`, CONFIRM);
      }
      if (pending.length > 0) return failed(`${nobody} Not confirmed: ${waiting}.`, CONFIRM);
      const subscribe = `aws sns subscribe --topic-arn ${topic} --region ${regionOf(topic)} --protocol email --notification-endpoint on-call@example.com`;
      return dispensable ? note(nobody, subscribe) : failed(nobody, subscribe);
    },
  };
}

const CONFIRM =
  'Follow the link in the mail "AWS Notification - Subscription Confirmation"; subscribe again if it is older than two days.';

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

function isPending({ SubscriptionArn }: Subscription): boolean {
  return SubscriptionArn === undefined || !SubscriptionArn.startsWith('arn:');
}

/** Of a URL only the host: the rest may be a secret. */
function whose({ Protocol = '', Endpoint = '' }: Subscription): string {
  const host = URL.canParse(Endpoint) ? new URL(Endpoint).host : '';
  const where = host === '' ? Endpoint : host;
  // The address stays: its owner has to follow the link that was sent there.
  return `${Protocol} ${cleaned([where], OF_CALLERS)(where)}`;
}
