import type { Message } from '../../ports.ts';
import { modeOf } from './message-parts.ts';
import { messageLine } from './message-text.ts';

/** What machines sort messages by. `none` stands for what is not known or not named: SNS takes no empty value. */
export type MessageFacts = Record<
  'kind' | 'mode' | 'alarmName' | 'region' | 'account' | 'causeKind' | 'confidence' | 'caseId',
  string
>;

/** CloudWatch allows 255 characters for an alarm's name. */
const MAX_NAME = 255;

export function messageFacts(message: Message): MessageFacts {
  const about =
    message.kind === 'report' ? message.report : message.kind === 'resolved' ? message : undefined;
  const cause = message.kind === 'report' ? message.report.cause : null;
  const fact = (text: string | undefined, length = 80) =>
    text === undefined || text === '' ? 'none' : messageLine(text, length);
  return {
    kind: message.kind,
    mode: modeOf(message),
    alarmName: fact(about?.alarm.name, MAX_NAME),
    region: fact(about?.alarm.region),
    account: fact(about?.alarm.account),
    causeKind: cause?.kind ?? 'none',
    confidence: cause?.confidence ?? 'none',
    caseId: fact(about?.caseId),
  };
}
