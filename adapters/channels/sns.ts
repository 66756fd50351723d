import { PublishCommand, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { clip } from '../../core/clip.ts';
import { CasefileError } from '../../core/errors.ts';
import type { Publisher } from '../../core/ports.ts';
import { cleanText } from '../../core/clean/clean-texts.ts';
import type { ChannelKind } from './channel.ts';
import { snsMessage } from '../../core/report/render/sns-message.ts';

export const TopicArn = z
  .string()
  .regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}$/, 'expected the ARN of a standard topic');
export const SnsSettings = z.strictObject({ topic: TopicArn });

/** A topic to use instead of the one that a deployment brings. */
export const sns: ChannelKind<typeof SnsSettings> = {
  name: 'sns',
  settings: SnsSettings,
  example: 'sns: { topic: ARN }',
  setUp: ({ topic }) => ({
    name: 'sns',
    publisher: (access) => snsPublisher(access.sns(), topic),
    rights: [{ action: 'sns:Publish', on: { arn: topic } }],
    // The doctor checks the topic of the reports, whosever it is, with the stack's other topics.
    checks: () => [],
  }),
};

/** Delivers to a standard topic: to mailboxes, telephones, queues and functions at once. */
export function snsPublisher(client: SNSClient, topicArn: string, channel = 'sns'): Publisher {
  return {
    channel,
    publish: (message) => publishTo(client, { TopicArn: topicArn, ...snsMessage(message) }),
  };
}

/** Publishes and gives SNS's id of the message, or rejects with what became of it. */
export async function publishTo(
  client: SNSClient,
  input: PublishCommandInput,
): Promise<{ reference?: string }> {
  try {
    const { MessageId } = await client.send(new PublishCommand(input));
    return MessageId === undefined ? {} : { reference: MessageId };
  } catch (error) {
    throw deliveryError(error, input.TopicArn ?? '');
  }
}

/** What the SDK throws, as far as it is looked at; a call that got no answer has no status. */
const Thrown = z.looseObject({
  name: z.string().default('Error'),
  message: z.string().default(''),
  $metadata: z
    .looseObject({ httpStatusCode: z.number().optional(), attempts: z.number().optional() })
    .default({}),
});

function deliveryError(error: unknown, topicArn: string): CasefileError {
  const { name, message, $metadata } =
    Thrown.safeParse(error).data ?? Thrown.parse({ message: String(error) });
  const { httpStatusCode: status = 0, attempts = 1 } = $metadata;
  const throttled = status === 429 || /throttl|too ?many|limit ?exceeded/i.test(name);
  // After a try whose outcome is not known, the refusal of the next one says nothing of the first.
  const refused = status >= 400 && status < 500 && status !== 408 && !throttled && attempts === 1;
  return new CasefileError(
    refused ? 'DeliveryRefused' : 'DeliveryFailed',
    `SNS did not take the message for ${topicArn} (${name}): ${clip(cleanText(message), 300)}`,
    {
      hint: refused
        ? 'Check that the topic exists, and that the role may sns:Publish to it and use its KMS key.'
        : 'The message may have arrived. Try again later.',
      cause: error,
    },
  );
}
