import type { Message } from '../../ports.ts';
import { neutralize } from '../../neutralize.ts';
import { deliveryMarks, directLinkText, messageParts } from './message-parts.ts';
import { messageLine } from './message-text.ts';
import { type Paint, renderTerminal } from './render-terminal.ts';

/** Mail programs wrap what is longer, and not well. */
const COLUMNS = 78;
const PLAIN: Paint = { strong: String, good: String, bad: String, quiet: String };

/** The message as a plain text for e-mail: the whole report, or what there is to say. */
export function renderEmail(message: Message): string {
  const { marks, title, headline, context } = messageParts(message);
  const link = message.kind === 'failure' ? undefined : message.link;
  const whole = message.kind === 'report';
  // The report says itself what started it.
  const lead = (whole ? deliveryMarks(message) : marks).join(' ');
  const out = [
    ...(lead === '' ? [] : [lead, '']),
    whole ? renderTerminal(message.report, PLAIN, COLUMNS) : `${messageLine(title, 400)}\n\n${headline}\n`,
    ...(link === undefined ? [] : [`Stored report: ${messageLine(link, 3_000)}`]),
    ...(message.kind === 'report' && message.direct !== undefined
      ? [`${directLinkText(message.direct)}: ${messageLine(message.direct.url, 3_000)}`]
      : []),
    ...(context.length === 0 ? [] : [messageLine(context.join(' · '), 1_000)]),
  ];
  return `${neutralize(out.join('\n')).trim()}\n`;
}
