import type {
  HeaderBlock,
  KnownBlock,
  PlainTextElement,
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  RichTextSection,
} from '@slack/types';
import type { Message } from '../../ports.ts';
import { neutralize } from '../../neutralize.ts';
import { type FittedSections, fitSections, leftOut } from './fit-sections.ts';
import { type MessageParts, directLinkText, messageParts } from './message-parts.ts';
import { messageLine, utf8Bytes, webLink } from './message-text.ts';
import { type Section, sectionsOf } from './sections.ts';

/**
 * Slack documents 150 characters for a header and 50 blocks, and refuses more than about 13,200 characters of blocks
 * with `msg_blocks_too_long` (slackapi/bolt-js#2509). The lengths below keep what can't be left out within that.
 */
const MAX_BYTES = 12_000;
const LENGTH = {
  text: 250,
  header: 150,
  marks: 300,
  headline: 500,
  line: 500,
  command: 1_000,
  context: 80,
  cites: 60,
};
/** Of a message that is one text. */
const MAX_TEXT = 1_200;
/** Slack takes 3,000, but all of it has to fit. */
const MAX_LINK = 2_500;

/** The body of a call of an incoming webhook. */
export interface SlackPayload {
  /** What a notification shows. */
  text: string;
  /** Foreign text stands in `text`: no bold or code, and Slack fetches no page that it names. */
  mrkdwn: false;
  unfurl_links: false;
  unfurl_media: false;
  blocks: KnownBlock[];
}

/**
 * The message for Slack. All text stands in elements that Slack does not parse (plain_text and rich_text): a log line
 * can call nobody and link nowhere. A link stands for a button, which Slack marks with a warning once it is pressed
 * unless somebody answers it (slackapi/node-slack-sdk#869).
 */
export function renderSlack(message: Message): SlackPayload {
  const parts = messageParts(message);
  // The timeline repeats what the other sections say.
  const sections = message.kind === 'report' ? sectionsOf({ ...message.report, timeline: [] }) : [];
  const cites = message.kind === 'report' ? message.report.headline.cites : [];
  const link = message.kind === 'failure' ? undefined : message.link;
  const direct = message.kind === 'report' ? message.direct : undefined;
  const links = [
    { url: webLink(link, MAX_LINK), text: 'Open the stored report' },
    { url: webLink(direct?.url, MAX_LINK), text: direct === undefined ? '' : directLinkText(direct) },
  ];
  return fitSections(
    sections,
    LENGTH.line,
    (fitted) => payload(parts, cites, fitted, links),
    (drawn) => utf8Bytes(JSON.stringify(drawn)) <= MAX_BYTES,
  );
}

function payload(
  { marks, title, headline, confidence, context }: MessageParts,
  cites: readonly string[],
  { sections, left }: FittedSections,
  links: readonly { url: string | undefined; text: string }[],
): SlackPayload {
  const sure = confidence === undefined ? '' : `\n${confidence}${cited(cites)}`;
  return {
    text: escapeControl(messageLine([...marks, `${title}.`, headline].join(' '), LENGTH.text)),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      ...(marks.length === 0 ? [] : [says(bold(messageLine(marks.join(' '), LENGTH.marks)))]),
      header(title),
      says(
        bold(messageLine(headline, confidence === undefined ? MAX_TEXT : LENGTH.headline)),
        ...(sure === '' ? [] : [plain(sure)]),
      ),
      ...sections.map((section) => richText(sectionElements(section, section.left))),
      ...(left === 0 ? [] : [says(plain(leftOut(left)))]),
      ...links.flatMap(({ url, text }) => (url === undefined ? [] : [says({ type: 'link', url, text })])),
      ...(context.length === 0
        ? []
        : [{ type: 'context' as const, elements: context.map((text) => plainText(text, LENGTH.context)) }]),
    ],
  };
}

/** The title, its lines as a list, and commands below the line they belong to, to be copied. */
function sectionElements({ title, lines }: Section, left: number): RichTextBlockElement[] {
  const elements: RichTextBlockElement[] = [paragraph([bold(title)])];
  let list: RichTextSection[] = [];
  const endList = () => {
    if (list.length > 0) elements.push({ type: 'rich_text_list', style: 'bullet', elements: list });
    list = [];
  };
  for (const { text, cites, command } of lines) {
    list.push(paragraph([plain(`${messageLine(text, LENGTH.line)}${cited(cites)}`)]));
    const shown = neutralize(command ?? '').trim();
    if (shown === '') continue;
    // Half a command is worse than none.
    if (shown.length > LENGTH.command) {
      list.push(paragraph([plain('Its command is in the stored report.')]));
      continue;
    }
    endList();
    elements.push({ type: 'rich_text_preformatted', elements: [plain(shown)] });
  }
  endList();
  if (left > 0) elements.push(paragraph([plain(leftOut(left))]));
  return elements;
}

function cited(ids: readonly string[]): string {
  return ids.length === 0 ? '' : ` [${messageLine(ids.join(' '), LENGTH.cites)}]`;
}

function header(title: string): HeaderBlock {
  return { type: 'header', text: plainText(title, LENGTH.header) };
}

function richText(elements: RichTextBlockElement[]): RichTextBlock {
  return { type: 'rich_text', elements };
}

function says(...elements: RichTextElement[]): RichTextBlock {
  return richText([paragraph(elements)]);
}

function paragraph(elements: RichTextElement[]): RichTextSection {
  return { type: 'rich_text_section', elements };
}

function plain(text: string): { type: 'text'; text: string } {
  return { type: 'text', text };
}

function bold(text: string): RichTextElement {
  return { type: 'text', text, style: { bold: true } };
}

function plainText(text: string, length: number): PlainTextElement {
  return { type: 'plain_text', text: messageLine(text, length), emoji: false };
}

/** The three characters that Slack reads as markup wherever they stand: `<!channel>` calls everybody. */
function escapeControl(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
