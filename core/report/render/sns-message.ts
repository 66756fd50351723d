import { clip } from '../../clip.ts';
import type { Message } from '../../ports.ts';
import { messageFacts } from './message-facts.ts';
import { messageParts, modeOf } from './message-parts.ts';
import { utf8Bytes } from './message-text.ts';
import { asciiLine, gsmLine } from './plain-ascii.ts';
import { renderEmail } from './render-email.ts';
import { type SnsBody, snsBody } from './sns-body.ts';

/** SNS takes 256 KiB (a topic may allow more), in which all protocols and the attributes count together. */
const MAX_BYTES = 250_000;
/** SNS wants fewer than 100 characters, no line break, and ASCII that begins with a letter, digit or punctuation mark. */
const MAX_SUBJECT = 99;
/** One part of an SMS; a longer one is sent, and paid for, in parts. */
const MAX_SMS = 140;
/** What is left of an e-mail that is too long, in UTF-16 units. */
const SHORT_EMAIL = 20_000;

/** What PublishCommand takes beside the topic. */
export interface SnsMessage {
  Subject: string;
  /** JSON with a text for each protocol, and the `default` for the others: a string each, or SNS refuses all of it. */
  Message: string;
  MessageStructure: 'json';
  /** What subscriptions may filter by. */
  MessageAttributes: Record<string, { DataType: 'String'; StringValue: string }>;
}

/** The message for SNS: JSON for machines, a plain text for e-mail, and one SMS. */
export function snsMessage(message: Message): SnsMessage {
  const body = snsBody(message);
  const email = renderEmail(message);
  const whole = draw(message, message.kind === 'report' ? { ...body, report: message.report } : body, email);
  if (sizeOf(whole) < MAX_BYTES) return whole;
  const withoutReport = draw(message, body, email);
  if (sizeOf(withoutReport) < MAX_BYTES) return withoutReport;
  return draw(message, body, `${clip(email, SHORT_EMAIL)}\n… The rest is in the stored report.\n`);
}

function draw(message: Message, body: SnsBody, email: string): SnsMessage {
  const { title, headline } = messageParts(message);
  const tags = tagsOf(message);
  const about = message.kind === 'report' ? `${message.report.alarm.name}: ` : '';
  const attributes = Object.entries(messageFacts(message));
  return {
    Subject: asciiLine(`${tags}${title}`, MAX_SUBJECT),
    Message: JSON.stringify({
      default: JSON.stringify(body),
      email,
      sms: gsmLine(`${tags}${about}${headline}`, MAX_SMS),
    }),
    MessageStructure: 'json',
    MessageAttributes: Object.fromEntries(
      attributes.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    ),
  };
}

/** The marks in a word each, where there is no room for more. */
function tagsOf(message: Message): string {
  const mode = modeOf(message);
  const tags = [
    ...(mode === 'live' ? [] : [`(${mode}) `]),
    ...(message.kind === 'report' && message.report.k > 1 ? ['(update) '] : []),
    ...(message.kind !== 'failure' && message.again ? ['(again) '] : []),
  ];
  return tags.join('');
}

function sizeOf({ Subject, Message, MessageAttributes }: SnsMessage): number {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { DataType, StringValue }]) => `${name}${DataType}${StringValue}`,
  );
  return utf8Bytes([Subject, Message, ...attributes].join(''));
}
