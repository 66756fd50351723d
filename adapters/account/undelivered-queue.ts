import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message, as EventBridge wrote it. */
export interface QueuedMessage {
  id: string;
  receipt: string;
  body: string;
  /** When it was put into the queue, epoch ms. */
  queuedAt: number;
  /** Why it was not delivered; absent on what somebody else put there. */
  failure: { code?: string; message?: string; rule?: string };
}

export interface UndeliveredQueue {
  /** Some messages, which nobody else gets for a while; none if there are none. */
  receive(): Promise<QueuedMessage[]>;
  delete(message: QueuedMessage): Promise<void>;
  /** Lets others get them at once. */
  release(messages: readonly QueuedMessage[]): Promise<void>;
}

/** How long a received message is ours. Whatever happens to us, it is there again after that. */
const HELD_SECONDS = 300;
/** SQS looks into all of its servers only if it may wait. */
const WAIT_SECONDS = 1;
const BATCH = 10;

export function undeliveredQueue(client: SQSClient, QueueUrl: string): UndeliveredQueue {
  return {
    async receive() {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: BATCH,
          VisibilityTimeout: HELD_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      return Messages.map(queued);
    },

    async delete({ receipt }) {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receipt }));
    },

    async release(messages) {
      for (let i = 0; i < messages.length; i += BATCH) {
        const Entries = messages.slice(i, i + BATCH).map(({ receipt }, n) => ({
          Id: String(n),
          ReceiptHandle: receipt,
          VisibilityTimeout: 0,
        }));
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      }
    },
  };
}

function queued({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes }: Message): QueuedMessage {
  const attribute = (name: string) => MessageAttributes?.[name]?.StringValue;
  const [code, message, rule] = ['ERROR_CODE', 'ERROR_MESSAGE', 'RULE_ARN'].map(attribute);
  return {
    id: MessageId ?? '',
    receipt: ReceiptHandle ?? '',
    body: Body ?? '',
    queuedAt: Number(Attributes?.SentTimestamp ?? 0),
    failure: {
      ...(code !== undefined && { code }),
      ...(message !== undefined && { message }),
      ...(rule !== undefined && { rule }),
    },
  };
}
