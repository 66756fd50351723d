import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import type { Message } from '../../../core/ports.ts';
import { neutralize } from '../../../core/neutralize.ts';
import { renderAmazonQ } from '../../../core/report/render/render-amazon-q.ts';
import { renderMarkdown } from '../../../core/report/render/render-markdown.ts';
import { renderSlack } from '../../../core/report/render/render-slack.ts';
import { renderTerminal } from '../../../core/report/render/render-terminal.ts';
import { snsMessage } from '../../../core/report/render/sns-message.ts';
import {
  ACTIVE,
  COMMAND,
  LINK,
  anyMessage,
  failure,
  first,
  report,
  resolved,
  sent,
} from '../../harness/messages.ts';

const bytes = (value: unknown) =>
  Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
const stringsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value !== null && typeof value === 'object'
      ? Object.values(value).flatMap(stringsIn)
      : [];
/** What stands in a Slack payload for people to read, but for the fallback. */
const shownIn = (message: Message) => stringsIn(renderSlack(message).blocks).join('\n');

const holdsFor = (check: (message: Message) => void) =>
  fc.assert(fc.property(anyMessage, check), { numRuns: 150 });

/** Elements that Slack parses nothing in; a payload with anything else does not fit. */
const Text = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).max(3_000),
  style: z.strictObject({ bold: z.literal(true) }).optional(),
});
const Link = z.strictObject({ type: z.literal('link'), url: z.literal(LINK), text: z.string().min(1) });
const Paragraph = z.strictObject({
  type: z.literal('rich_text_section'),
  elements: z.array(Text.or(Link)).min(1),
});
const PlainText = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.literal(false),
  });
const SlackJson = z.strictObject({
  text: z
    .string()
    .min(1)
    .regex(/^(?:[^<>&]|&(?:amp|lt|gt);)*$/),
  mrkdwn: z.literal(false),
  unfurl_links: z.literal(false),
  unfurl_media: z.literal(false),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('header'), text: PlainText(150) }),
        z.strictObject({ type: z.literal('context'), elements: z.array(PlainText(100)).min(1).max(10) }),
        z.strictObject({
          type: z.literal('rich_text'),
          elements: z
            .array(
              z.discriminatedUnion('type', [
                Paragraph,
                z.strictObject({
                  type: z.literal('rich_text_list'),
                  style: z.literal('bullet'),
                  elements: z.array(Paragraph).min(1),
                }),
                z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(Text).min(1) }),
              ]),
            )
            .min(1),
        }),
      ]),
    )
    .max(50),
});

describe('a message for Slack', () => {
  it('fits, and holds foreign text only where Slack parses none, whatever a report says', () => {
    holdsFor((message) => {
      const payload = renderSlack(message.kind === 'resolved' ? { ...message, link: LINK } : message);
      SlackJson.parse(payload);
      expect(bytes(payload)).toBeLessThanOrEqual(12_000);
      for (const shown of stringsIn(payload)) expect(neutralize(shown)).toBe(shown);
    });
  });

  it('shows what would call a channel as what it is', () => {
    const { text: fallback, blocks } = renderSlack(
      sent({
        headline: { text: ACTIVE, cites: [] },
        summary: { by: 'x', lines: [{ text: ACTIVE, cites: [] }] },
      }),
    );
    expect(fallback).toContain('Hey &lt;!channel&gt; &lt;@U123&gt; @here &amp;lt;!here&amp;gt;');
    expect(stringsIn(blocks).filter((shown) => shown === ACTIVE)).toHaveLength(2);
  });

  it('says what to know first, what it is, what to do, and why, in this order', () => {
    const shown = shownIn(sent({ alarm: { ...report.alarm, origin: 'drill' } }));
    const order = [
      'Drill: a test event started this.',
      'checkout-errors: deployment of checkout',
      'Version 42 fails.',
      'high confidence (0.95) [F1]',
      'In short',
      'Do first',
      COMMAND,
      'Why',
      'Too early to know',
      'Missing',
      LINK,
      'eu-west-1',
      'account 111122223333',
      'alarm at 2026-03-10 03:12:11 UTC',
      'case 0a1b2c3d4e5f-live',
      'report 1',
    ].map((part) => shown.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('leaves out the least important lines first, and says how many', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({
      text: `Line ${i} ${'x'.repeat(450)}`,
      cites: ['F1'],
    }));
    const shown = shownIn(sent({ because: many, missing: many }));
    expect(shown).toContain('Go back.');
    expect(shown).toContain('Line 11 ');
    expect(shown).not.toContain('Missing');
    expect(shown).toMatch(/… 1\d more in the stored report[^]*… 3\d more in the stored report/);
  });

  it('shows a command whole or not at all', () => {
    const long = `aws lambda invoke --payload ${'x'.repeat(1_000)}`;
    const shown = shownIn(sent({ nextSteps: [{ text: 'Go back.', cites: [], command: long }] }));
    expect(shown).not.toContain('aws lambda invoke');
    expect(shown).toContain('Its command is in the stored report.');
  });
});

describe('a message for Amazon Q', () => {
  it('fits, and holds nothing that Slack or Teams would act on, whatever a report says', () => {
    holdsFor((message) => {
      const drawn = renderAmazonQ(message);
      const { content, metadata } = drawn;
      expect(bytes(drawn)).toBeLessThanOrEqual(10_000);
      expect(content.title.length).toBeLessThanOrEqual(250);
      expect(content.description.length).toBeLessThanOrEqual(3_000);
      expect(content.nextSteps?.length ?? 0).toBeLessThanOrEqual(5);
      for (const step of content.nextSteps ?? []) expect(step.length).toBeLessThanOrEqual(500);
      const { threadId, ...others } = metadata;
      for (const shown of [...stringsIn(content), ...stringsIn(others)]) {
        const foreign = shown.replace(LINK, '').replace(/ `[ -_a-~]+`$/, '');
        expect(foreign).not.toMatch(/[<>&@`~\\]|:\/\/|www\.|\]\(/i);
        // Bold is ours, and whole lines only.
        expect(foreign.replace(/^\*[^*\n]+\*$/gm, '')).not.toContain('*');
        expect(neutralize(shown)).toBe(shown);
        expect(shown).not.toBe('');
      }
      expect(threadId === undefined).toBe(message.kind === 'failure');
    });
  });

  it('looks like the text that it replaces', () => {
    expect(renderAmazonQ(sent({ headline: { text: ACTIVE, cites: [] } })).content.description).toContain(
      '*Hey ‹!channel› ‹＠U123› ＠here ＆lt;!here＆gt; ‹https:／／evil.example|Runbook› ［Runbook］(https:／／evil.example) ∗b∗ ＿i＿ ˋcˋ ＼∗*',
    );
  });

  it('keeps names and commands as they are, to be copied', () => {
    const { content } = renderAmazonQ(sent({ headline: { text: 'UPDATE_COMPLETE of my_fn_2', cites: [] } }));
    expect(content.description).toContain('*UPDATE_COMPLETE of my_fn_2*');
    expect(content.nextSteps).toEqual([`Go back. \`${COMMAND}\``]);
    const hidden = [{ text: 'Go back.', cites: [], command: 'echo `id` > x' }];
    expect(renderAmazonQ(sent({ nextSteps: hidden })).content.nextSteps).toEqual([
      'Go back. Its command is in the stored report.',
    ]);
  });

  it('puts all that concerns a case into one thread, each message with an id of its own', () => {
    const drawn = [sent(), sent({ k: 2 }), resolved].map(renderAmazonQ);
    expect(new Set(drawn.map(({ metadata }) => metadata.threadId))).toEqual(new Set([report.caseId]));
    expect(new Set(drawn.map(({ id }) => id)).size).toBe(3);
  });

  it('says that steps rest on a cause that is not named', () => {
    expect(renderAmazonQ(sent({ cause: null })).content.nextSteps?.[0]).toMatch(
      /^If the best candidate is the cause: Go back\./,
    );
  });
});

const Protocols = z.strictObject({ default: z.string(), email: z.string(), sms: z.string() });
const protocolsOf = (message: Message) => Protocols.parse(JSON.parse(snsMessage(message).Message));
const bodyOf = (message: Message) =>
  z.looseObject({ v: z.literal(1) }).parse(JSON.parse(protocolsOf(message).default));

describe('a message for SNS', () => {
  it('fits, with a plain subject, a plain SMS and attributes that are not empty, whatever a report says', () => {
    holdsFor((message) => {
      const drawn = snsMessage(message);
      const { email, sms } = protocolsOf(message);
      const counted = [drawn.Subject, drawn.Message, ...stringsIn(drawn.MessageAttributes)].join('');
      expect(bytes(counted)).toBeLessThan(250_000);
      expect(drawn.Subject).toMatch(/^[!-~][ -~]{0,98}$/);
      expect(sms).toMatch(/^[\w !"#$%&'()*+,\-./:;<=>?@]{1,140}$/);
      expect(neutralize(email)).toBe(email);
      for (const { StringValue } of Object.values(drawn.MessageAttributes)) expect(StringValue).not.toBe('');
      expect(bodyOf(message)['kind']).toBe(message.kind);
    });
  });

  it('holds the whole report for machines unless it is too large', () => {
    expect(bodyOf(sent())['report']).toEqual(report);
    const huge = Array.from({ length: 900 }, (_, i) => ({
      id: `F${i}`,
      text: 'x'.repeat(150),
      evidence: [],
    }));
    expect(bodyOf(sent({ findings: huge }))).not.toHaveProperty('report');
    expect(protocolsOf(sent({ findings: huge })).email).toContain('F899');
    const larger = huge.map((finding) => ({ ...finding, text: 'x'.repeat(400) }));
    expect(protocolsOf(sent({ findings: larger })).email).toMatch(/… The rest is in the stored report\.\n$/);
  });

  it('lets subscriptions filter by what it is about', () => {
    const values = (message: Message) =>
      Object.fromEntries(
        Object.entries(snsMessage(message).MessageAttributes).map(([name, { StringValue }]) => [
          name,
          StringValue,
        ]),
      );
    const about = {
      alarmName: 'checkout-errors',
      region: 'eu-west-1',
      account: '111122223333',
      caseId: report.caseId,
    };
    const nothing = { causeKind: 'none', confidence: 'none' };
    expect(values(sent())).toEqual({
      ...about,
      kind: 'report',
      mode: 'live',
      causeKind: 'deployment',
      confidence: 'high',
    });
    expect(values(sent({ cause: null }, { replay: true }))).toMatchObject({ mode: 'replay', ...nothing });
    expect(values(resolved)).toEqual({ ...about, ...nothing, kind: 'resolved', mode: 'live' });
    expect(values(failure)).toMatchObject({ kind: 'failure', mode: 'live', alarmName: 'none', ...nothing });
  });

  it('sends an e-mail of 78 columns with the link and what it refers to', () => {
    const { email } = protocolsOf(sent({ k: 2 }, { inReplyTo: first }));
    expect(email).toMatch(/^Update of the report sent at 03:10:14 UTC\./);
    expect(email).toContain(`Stored report: ${LINK}`);
    expect(email).toContain('case 0a1b2c3d4e5f-live · report 2');
    const long = email.split('\n').filter((one) => one.length > 78);
    expect(long.filter((one) => !/\$ aws|^Asked|^eu-west-1 ·/.test(one))).toEqual([]);
  });
});

describe('every channel', () => {
  it('shows the placeholders and backticks of a quoted log line, and none acts on them', () => {
    const quoted = { text: 'Said “<id> within <n> ms <!channel> `db`”.', cites: ['F1'] };
    const message = sent({ headline: quoted, summary: { by: 'x', lines: [quoted] } });
    const { email, sms } = protocolsOf(message);
    const plain = { strong: String, good: String, bad: String, quiet: String };
    expect(email).toContain(`· ${quoted.text} [F1]`);
    expect(sms).toContain(`Said "<id> within <n> ms <!channel> 'db'".`);
    expect(renderTerminal({ ...report, summary: { by: 'x', lines: [quoted] } }, plain, 100)).toContain(
      `· ${quoted.text} [F1]`,
    );
    expect(renderMarkdown({ ...report, summary: { by: 'x', lines: [quoted] } })).toContain(
      '- Said “\\<id\\> within \\<n\\> ms \\<\\!channel\\> \\`db\\`”. [F1]',
    );
    expect(stringsIn(renderSlack(message).blocks)).toContain(`${quoted.text} [F1]`);
    expect(renderSlack(message).text).toContain('&lt;id&gt; within &lt;n&gt; ms &lt;!channel&gt;');
    expect(renderAmazonQ(message).content.description).toContain(
      '- Said “‹id› within ‹n› ms ‹!channel› ˋdbˋ”. [F1]',
    );
  });

  const drill = { alarm: { ...report.alarm, origin: 'drill' as const } };
  const cases: [string, Message, RegExp, string][] = [
    ['a drill', sent(drill), /Drill: a test event started this\./, '(drill) checkout-errors: deploy'],
    [
      'a report that was asked for',
      sent({ alarm: { ...report.alarm, origin: 'request' } }),
      /Asked for by hand: no alarm started this\./,
      '(request) checkout-errors: deploy',
    ],
    [
      'a replay',
      sent({ replayOf: '0a1b2c3d4e5f-live' }, { replay: true }),
      /Replay of case 0a1b2c3d4e5f-live\./,
      '(replay) checkout-errors: deploy',
    ],
    [
      'an update',
      sent({ k: 2 }, { inReplyTo: first }),
      /Update of the report sent at 03:10:14 UTC\./,
      '(update) checkout-errors: deploy',
    ],
    [
      'an update of what did not arrive',
      sent({ k: 2 }),
      /Update: late evidence changed/,
      '(update) checkout-',
    ],
    [
      'a message that was sent before',
      sent({}, { again: true }),
      /Sent again: it may have reached you before\./,
      '(again) checkout-errors: deploy',
    ],
    ['no cause', sent({ cause: null }), /no cause named/, 'checkout-errors: no cause named'],
    [
      'the end of an incident',
      { ...resolved, again: true },
      /Follows the report sent at 2026-03-10 03:10:14 UTC\. Sent again: it may.*[^]*OK again since 03:22:00/,
      '(again) checkout-errors: OK again',
    ],
    ['a failure', failure, /itself failed \(TIMED_OUT\)/, 'An investigation failed'],
  ];

  it.each(cases)('tells %s', (_what, message, mark, subject) => {
    const { email, sms } = protocolsOf(message);
    expect(shownIn(message)).toMatch(mark);
    expect(email).toMatch(mark);
    expect(renderAmazonQ(message).content.description).toMatch(mark);
    expect(snsMessage(message).Subject).toContain(subject);
    // An SMS has no room for more of it.
    expect(sms).toContain(message.kind === 'failure' ? 'itself failed' : subject.split(' ')[0]);
  });
});
