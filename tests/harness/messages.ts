import fc from 'fast-check';
import type { Message } from '../../core/ports.ts';
import type { Line, Report } from '../../core/report/report.ts';

export const LINK = 'https://example.com/cases/1?tab=report';
export const COMMAND = 'aws lambda update-alias --function-name checkout --name live --function-version 41';
/** What chats act on. */
export const ACTIVE =
  'Hey <!channel> <@U123> @here &lt;!here&gt; <https://evil.example|Runbook> [Runbook](https://evil.example) *b* _i_ `c` \\*';
const HOSTILE = [
  ACTIVE,
  '\u202Egnp.exe\u202C \u200B\u0007\u001B[2J\r\n# heading\n```\n',
  '   ',
  '__init__ UPDATE_COMPLETE www.evil.example',
  '漢'.repeat(6_000),
  '😀'.repeat(3_000),
  '"\\&<'.repeat(3_000),
  '\u0301',
  '¨x',
];

export const report: Report = {
  v: 3,
  k: 1,
  caseId: '0a1b2c3d4e5f-live',
  alarm: {
    name: 'checkout-errors',
    account: '111122223333',
    region: 'eu-west-1',
    at: '2026-03-10T03:12:11.000Z',
  },
  headline: { text: 'Version 42 fails.', cites: ['F1'] },
  cause: { kind: 'deployment', resource: 'checkout', confidence: 'high', score: 0.95 },
  abstention: null,
  summary: { by: 'template', lines: [{ text: 'Errors rose.', cites: ['F2'] }] },
  because: [{ text: 'It came shortly before.', cites: ['F1'] }],
  against: [],
  runbook: [],
  context: [],
  nextSteps: [{ text: 'Go back.', cites: ['F1'], command: COMMAND }],
  timeline: [{ at: '2026-03-10T03:09:17.000Z', text: 'It began.', cites: ['F2'] }],
  settle: [],
  tooEarly: [{ text: 'CloudTrail is late.', cites: ['P1'] }],
  missing: [{ text: 'Health was not readable.', cites: ['P2'] }],
  asked: { rounds: 1, questions: 1, calls: 1, servers: ['cloudwatch'] },
  findings: [{ id: 'F1', text: 'A finding.', evidence: ['E1'] }],
  evidence: [{ id: 'E1', text: 'metrics.range', calls: ['P1.1'] }],
};
/** The delivery that an update refers to. */
export const first = { v: 3 as const, k: 1, channel: 'x', at: '2026-03-10T03:10:14.000Z', reference: 'm-1' };
export const sent = (
  changes: Partial<Report> = {},
  more: Partial<Omit<Extract<Message, { kind: 'report' }>, 'kind' | 'report'>> = {},
): Message => ({
  kind: 'report',
  report: { ...report, ...changes },
  replay: false,
  again: false,
  link: LINK,
  ...more,
});
export const resolved: Extract<Message, { kind: 'resolved' }> = {
  kind: 'resolved',
  caseId: report.caseId,
  alarm: report.alarm,
  text: 'checkout-errors is OK again since 03:22:00, after 10 min.',
  again: false,
  inReplyTo: first,
};
export const failure: Message = { kind: 'failure', text: 'The investigation x itself failed (TIMED_OUT).' };

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(...HOSTILE),
  fc.tuple(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })).map((parts) => parts.join('')),
);
const line = fc.record({ text, cites: fc.array(text, { maxLength: 3 }) });
const lines = fc.oneof(
  fc.array(line, { maxLength: 4 }),
  fc
    .tuple(line, fc.integer({ min: 0, max: 60 }))
    .map(([one, n]): Line[] => Array.from({ length: n }, () => one)),
);
const anyReport: fc.Arbitrary<Report> = fc
  .record({
    k: fc.integer({ min: 1, max: 3 }),
    caseId: text,
    names: fc.tuple(text, text, text, text),
    headline: line,
    named: fc.boolean(),
    sections: fc.tuple(lines, lines, lines, lines, lines, lines),
    steps: fc.array(fc.record({ text, cites: fc.array(text, { maxLength: 1 }), command: text }), {
      maxLength: 9,
    }),
  })
  .map(({ k, caseId, names: [name, account, region, resource], headline, named, sections, steps }) => {
    const [summary, because, against, settle, tooEarly, missing] = sections;
    return {
      ...report,
      k,
      caseId,
      headline,
      because,
      against,
      settle,
      tooEarly,
      missing,
      nextSteps: steps,
      alarm: { ...report.alarm, name, account, region },
      cause: named ? { kind: 'deployment', resource, confidence: 'low', score: 0.5 } : null,
      abstention: named ? null : { code: 'ambiguous', text: name, findings: [resource] },
      summary: { by: 'template', lines: summary },
      findings: missing.map(({ text: said }, i) => ({ id: `F${i}`, text: said, evidence: [] })),
    };
  });
/** Any message, of any length, with any characters. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.tuple(anyReport, fc.boolean()).map(([one, again]) => sent(one, { again, inReplyTo: first })),
  fc.tuple(text, text, text).map(([name, region, said]) => ({
    ...resolved,
    alarm: { name, region, account: name },
    text: said,
    link: said,
  })),
  text.map((said): Message => ({ kind: 'failure', text: said })),
);
