import { clip } from '../../clip.ts';
import type { Message } from '../../ports.ts';
import { messageParts, modeOf } from './message-parts.ts';
import { messageLine } from './message-text.ts';
import type { Report } from '../report.ts';

/** The JSON that queues, functions and HTTP endpoints get of a message. What does not apply is null. */
export interface SnsBody {
  v: 1;
  kind: Message['kind'];
  mode: ReturnType<typeof modeOf>;
  caseId: string | null;
  /** Which report of the case. */
  k: number | null;
  alarm: Alarm | null;
  headline: string;
  cause: Report['cause'];
  abstention: Report['abstention'];
  again: boolean;
  /** When the case's first report was sent here, and the id that SNS gave it. */
  inReplyTo: { at: string; reference: string | null } | null;
  link: string | null;
  /** Unless it is too large. */
  report?: Report;
}

type Alarm = Report['alarm'] | Extract<Message, { kind: 'resolved' }>['alarm'];

/** AWS's own names are shorter; the report itself is left whole or left out. */
const MAX_TEXT = 1_000;
const MAX_FINDINGS = 100;

/** Without the report. */
export function snsBody(message: Message): SnsBody {
  const { kind } = message;
  const headline = messageLine(messageParts(message).headline, MAX_TEXT);
  const nothing = { k: null, cause: null, abstention: null };
  const common = { v: 1 as const, kind, mode: modeOf(message), headline };
  if (message.kind === 'failure') {
    return { ...common, ...nothing, caseId: null, alarm: null, again: false, inReplyTo: null, link: null };
  }
  const { inReplyTo, link } = message;
  const delivery = {
    again: message.again,
    inReplyTo: inReplyTo === undefined ? null : { at: inReplyTo.at, reference: inReplyTo.reference ?? null },
    link: link === undefined || link.length > MAX_TEXT ? null : link,
  };
  if (message.kind === 'resolved') {
    const { caseId, alarm } = message;
    return { ...common, ...nothing, ...delivery, caseId: short(caseId), alarm: shortAlarm(alarm) };
  }
  const { caseId, k, alarm, cause, abstention } = message.report;
  return {
    ...common,
    ...delivery,
    caseId: short(caseId),
    k,
    alarm: shortAlarm(alarm),
    cause: cause && { ...cause, resource: short(cause.resource) },
    abstention: abstention && {
      ...abstention,
      text: short(abstention.text),
      findings: abstention.findings.slice(0, MAX_FINDINGS).map(short),
    },
  };
}

function shortAlarm<A extends Alarm>(alarm: A): A {
  const { name, account, region } = alarm;
  return { ...alarm, name: short(name), account: short(account), region: short(region) };
}

function short(text: string): string {
  return clip(text, MAX_TEXT);
}
