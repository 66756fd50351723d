import type { DirectLink, Message } from '../../ports.ts';
import { clockTime } from '../../time.ts';
import type { Report } from '../report.ts';
import { confidenceOf, markOf } from './sections.ts';

/** A message in the parts that every channel draws in its own way. Texts are as they came: each channel defuses them. */
export interface MessageParts {
  /** What a reader must know before anything else, a sentence each. */
  marks: string[];
  title: string;
  /** One sentence that could be the whole message. */
  headline: string;
  /** Of a report: how sure it is. */
  confidence?: string;
  /** Where and when, and the case that holds all of it. */
  context: string[];
}

export function messageParts(message: Message): MessageParts {
  const marks = [...originMarks(message), ...deliveryMarks(message)];
  switch (message.kind) {
    case 'report':
      return { marks, ...reportParts(message.report) };
    case 'resolved': {
      const { alarm, caseId, text } = message;
      const context = [alarm.region, `account ${alarm.account}`, `case ${caseId}`];
      return { marks, title: `${alarm.name}: OK again`, headline: text, context };
    }
    case 'failure':
      return { marks, title: 'An investigation failed', headline: message.text, context: [] };
  }
}

function reportParts(report: Report): Omit<MessageParts, 'marks'> {
  const { alarm, cause, headline, caseId, k } = report;
  return {
    title: `${alarm.name}: ${cause ? `${cause.kind} of ${cause.resource}` : 'no cause named'}`,
    headline: headline.text,
    confidence: confidenceOf(report),
    context: [
      alarm.region,
      `account ${alarm.account}`,
      `alarm at ${dayAndTime(alarm.at)} UTC`,
      `case ${caseId}`,
      `report ${k}`,
    ],
  };
}

function originMarks(message: Message): string[] {
  if (message.kind === 'failure') return [];
  if (message.kind === 'resolved') {
    return message.alarm.origin === 'drill' ? ['Drill: a test event started this.'] : [];
  }
  const mark = markOf(message.report);
  if (mark !== undefined) return [mark];
  return message.replay ? ['Replay of an earlier case.'] : [];
}

/** How this message relates to what the channel was sent before. */
export function deliveryMarks(message: Message): string[] {
  if (message.kind === 'failure') return [];
  const { inReplyTo, again } = message;
  const marks: string[] = [];
  if (message.kind === 'resolved') {
    // It may come days after: a time of day would not do.
    if (inReplyTo !== undefined) {
      marks.push(`Follows the report sent at ${dayAndTime(inReplyTo.at)} UTC.`);
    }
  } else if (inReplyTo !== undefined) {
    marks.push(`Update of the report sent at ${clockTime(inReplyTo.at)} UTC.`);
  } else if (message.report.k > 1) marks.push('Update: late evidence changed the verdict.');
  if (again) marks.push('Sent again: it may have reached you before.');
  return marks;
}

/** Whether an alarm stands behind it. A failed investigation is `live`: nobody may filter it away by accident. */
export function modeOf(message: Message): 'live' | 'replay' | 'drill' | 'request' {
  if (message.kind === 'failure') return 'live';
  if (message.kind === 'resolved') return message.alarm.origin ?? 'live';
  const { report, replay } = message;
  return replay || report.replayOf !== undefined ? 'replay' : (report.alarm.origin ?? 'live');
}

function dayAndTime(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

/** `Until 11:10:14 UTC without signing in` */
export function directLinkText({ until, uncertain }: DirectLink): string {
  const sooner = uncertain ? ', or until the session that signed it ends' : '';
  return `Open it without signing in, until ${dayAndTime(until)} UTC${sooner}`;
}
