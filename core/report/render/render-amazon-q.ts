import { sha256 } from '../../canonical.ts';
import type { Message } from '../../ports.ts';
import { defuseChat, isPlainCode } from './defuse-chat.ts';
import { type FittedSections, fitSections, leftOut } from './fit-sections.ts';
import { messageFacts } from './message-facts.ts';
import { messageParts } from './message-parts.ts';
import { messageLine, utf8Bytes, webLink } from './message-text.ts';
import type { Report } from '../report.ts';
import { type Section, sectionsOf } from './sections.ts';

/**
 * Amazon Q drops what it can't draw without telling anybody, and AWS documents no lengths: these are margins of our
 * own. What can't be left out is short enough to stay within them.
 */
const MAX_BYTES = 10_000;
const MAX_STEPS = 5;
const LENGTH = { title: 250, description: 3_000, step: 500, command: 350 };
const PART = { marks: 300, headline: 400, context: 80, line: 400, cites: 60, link: 1_000 };

/** Of a message that is one text. */
const MAX_TEXT = 1_200;

/** Schema 1.0 of https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
export interface AmazonQNotification {
  version: '1.0';
  source: 'custom';
  id: string;
  content: {
    /** The only one there is: drawn as the Markdown of the chat, so Slack's mrkdwn or that of Teams. */
    textType: 'client-markdown';
    title: string;
    description: string;
    nextSteps?: string[];
    keywords?: string[];
  };
  metadata: {
    /** Messages with the same one stand in one thread, if the channel's preferences allow it. */
    threadId?: string;
    summary: string;
    eventType: 'CasefileReport' | 'CasefileResolution' | 'CasefileFailure';
    relatedResources?: string[];
    /** What custom actions may read. */
    additionalContext: Record<string, string>;
  };
}

const EVENT_TYPES = {
  report: 'CasefileReport',
  resolved: 'CasefileResolution',
  failure: 'CasefileFailure',
} as const;

/** Title of the section that goes into a field of its own. */
const STEPS = 'Next steps';

/** The message as a custom notification of Amazon Q Developer in chat applications (once AWS Chatbot). */
export function renderAmazonQ(message: Message): AmazonQNotification {
  return fitSections(
    message.kind === 'report' ? sectionsFor(message.report) : [],
    PART.line,
    (fitted) => notification(message, fitted),
    (drawn) =>
      drawn.content.description.length <= LENGTH.description && utf8Bytes(JSON.stringify(drawn)) <= MAX_BYTES,
  );
}

/** The steps come first, so that they are left out last. The timeline repeats what the other sections say. */
function sectionsFor(report: Report): Section[] {
  const lead = report.cause === null ? 'If the best candidate is the cause: ' : '';
  const steps = report.nextSteps.map((step) => ({ ...step, text: `${lead}${step.text}` }));
  return [{ title: STEPS, lines: steps }, ...sectionsOf({ ...report, nextSteps: [], timeline: [] })];
}

function notification(message: Message, { sections, left }: FittedSections): AmazonQNotification {
  const { title, headline } = messageParts(message);
  const facts = messageFacts(message);
  const cause = message.kind === 'report' ? message.report.cause : null;
  const steps = sections.find((section) => section.title === STEPS)?.lines ?? [];
  const nextSteps = steps.slice(0, MAX_STEPS).map(stepText);
  const keywords = [facts.causeKind, facts.confidence, facts.region].filter((fact) => fact !== 'none');
  return {
    version: '1.0',
    source: 'custom',
    id: idOf(message),
    content: {
      textType: 'client-markdown',
      title: say(title, LENGTH.title),
      description: describe(message, { sections, left }),
      ...(nextSteps.length > 0 && { nextSteps }),
      ...(keywords.length > 0 && { keywords: keywords.map(defuseChat) }),
    },
    metadata: {
      ...(message.kind !== 'failure' && { threadId: facts.caseId }),
      summary: say(headline, LENGTH.title),
      eventType: EVENT_TYPES[message.kind],
      ...(cause !== null && { relatedResources: [say(cause.resource, PART.context)] }),
      additionalContext: Object.fromEntries(
        Object.entries(facts).map(([name, fact]) => [name, defuseChat(fact)]),
      ),
    },
  };
}

function describe(message: Message, { sections, left }: FittedSections): string {
  const { marks, headline, confidence, context } = messageParts(message);
  const url = message.kind === 'failure' ? undefined : webLink(message.link, PART.link);
  const out = marks.length === 0 ? [] : [say(marks.join(' '), PART.marks)];
  out.push(`*${say(headline, message.kind === 'report' ? PART.headline : MAX_TEXT)}*`);
  if (confidence !== undefined) out.push(say(confidence, PART.context));
  for (const { title, lines, left: hidden } of sections) {
    const shown = title === STEPS ? [] : lines;
    const more = hidden + (title === STEPS ? Math.max(0, lines.length - MAX_STEPS) : 0);
    if (shown.length + more > 0) out.push('', `*${title}*`);
    out.push(...shown.map(({ text, cites }) => `- ${say(text, PART.line)}${cited(cites)}`));
    if (more > 0) out.push(leftOut(more));
  }
  if (left > 0) out.push('', leftOut(left));
  out.push('', ...(url === undefined ? [] : [`Stored report: ${url}`]));
  out.push(context.map((text) => say(text, PART.context)).join(' · '));
  return out.join('\n').trim();
}

function stepText({ text, command }: Section['lines'][number]): string {
  if (command === undefined) return say(text, LENGTH.step);
  // Half a command is worse than none, and so is one with other characters in it.
  const code =
    command.length <= LENGTH.command && isPlainCode(command)
      ? ` \`${command}\``
      : ' Its command is in the stored report.';
  return `${say(text, LENGTH.step - code.length)}${code}`;
}

/** The same for a message that is sent again. */
function idOf(message: Message): string {
  if (message.kind === 'failure') return `failure-${sha256(message.text).slice(0, 16)}`;
  const { caseId } = messageFacts(message);
  return `${caseId}-${message.kind === 'report' ? message.report.k : 'resolved'}`;
}

/** At the end of a line: before a `(`, Markdown would make a link of it. */
function cited(ids: readonly string[]): string {
  return ids.length === 0 ? '' : ` [${say(ids.join(' '), PART.cites)}]`;
}

function say(text: string, length: number): string {
  return defuseChat(messageLine(text, length));
}
