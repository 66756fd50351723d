import { setTimeout as sleep } from 'node:timers/promises';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { CauseKind } from '../../core/verdict.ts';
import type { Clients } from './clients.ts';
import { messageOf, sayAt } from './say.ts';

/** SNS's envelope around what Casefile sent. */
const Notification = z.looseObject({ Message: z.string(), TopicArn: z.string() });

/** What is looked at in the JSON of core/report/render/sns-body.ts. */
const Body = z.looseObject({
  kind: z.enum(['report', 'resolved', 'failure']),
  mode: z.enum(['live', 'replay', 'drill', 'request']),
  caseId: z.string().nullable(),
  k: z.number().nullable(),
  alarm: z.looseObject({ name: z.string(), at: z.iso.datetime().optional() }).nullable(),
  headline: z.string(),
  cause: z
    .looseObject({ kind: CauseKind, resource: z.string(), confidence: z.string(), score: z.number() })
    .nullable(),
  abstention: z.looseObject({ code: z.string(), text: z.string() }).nullable(),
});

export type Told = z.infer<typeof Body> & {
  /** When SNS put it into the queue. */
  arrivedAt: Date;
};

/** Whoever is on call: a queue that subscribes to both topics, read all the time. */
export interface OnCall {
  told: Told[];
  stop(): Promise<void>;
}

export async function subscribe(
  { sns, sqs }: Clients,
  topics: string[],
  queue: { url: string; arn: string },
): Promise<OnCall> {
  const subscriptions: string[] = [];
  for (const TopicArn of topics) {
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, ReturnSubscriptionArn: true }),
    );
    if (SubscriptionArn !== undefined) subscriptions.push(SubscriptionArn);
  }
  const told: Told[] = [];
  const stopped = new AbortController();
  const reading = (async () => {
    while (!stopped.signal.aborted) {
      try {
        await receive(sqs, queue.url, told, stopped.signal);
      } catch (error) {
        if (stopped.signal.aborted) break;
        sayAt(`the on-call queue can't be read: ${messageOf(error)}`);
        await sleep(5_000, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
  })();
  return {
    told,
    async stop() {
      stopped.abort();
      await reading;
      for (const SubscriptionArn of subscriptions) {
        await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      }
    },
  };
}

async function receive(
  sqs: Clients['sqs'],
  QueueUrl: string,
  told: Told[],
  abortSignal: AbortSignal,
): Promise<void> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 10,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['SentTimestamp'],
    }),
    { abortSignal },
  );
  for (const { Body: text = '', ReceiptHandle, Attributes } of Messages) {
    const body = Body.parse(JSON.parse(Notification.parse(JSON.parse(text)).Message));
    const arrivedAt = new Date(Number(Attributes?.SentTimestamp ?? Date.now()));
    told.push({ ...body, arrivedAt });
    const about = body.alarm === null ? '' : ` of ${body.alarm.name}`;
    sayAt(`on-call got: ${body.kind} (${body.mode})${about}: ${body.headline}`);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}
