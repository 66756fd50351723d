import { describe, expect, it } from '@jest/globals';
import { renderMarkdown } from '../../../core/report/render/render-markdown.ts';
import { renderTerminal } from '../../../core/report/render/render-terminal.ts';
import type { Report } from '../../../core/report/report.ts';

const HOSTILE = '“<img src=x> [click](http://evil) `code` # heading”';
const report: Report = {
  v: 3,
  k: 1,
  caseId: '0a1b2c3d4e5f-live',
  alarm: { name: 'a|b', account: '111122223333', region: 'eu-west-1', at: '2026-03-10T03:12:11.000Z' },
  headline: { text: 'Version 42 fails.', cites: ['F1'] },
  cause: { kind: 'deployment', resource: 'checkout', confidence: 'high', score: 1 },
  abstention: null,
  summary: { by: 'template', lines: [{ text: HOSTILE, cites: ['F2'] }] },
  because: [],
  against: [],
  runbook: [],
  context: [],
  nextSteps: [{ text: 'Go back.', cites: ['F1'], command: 'aws lambda update-alias' }],
  timeline: [{ at: '2026-03-10T03:09:17.000Z', text: 'It began.', cites: ['F2'] }],
  settle: [],
  tooEarly: [],
  missing: [],
  asked: { rounds: 1, questions: 1, calls: 1, servers: ['cloudwatch'] },
  findings: [{ id: 'F1', text: 'A finding.', evidence: ['E1'] }],
  evidence: [{ id: 'E1', text: 'metrics.range', calls: ['P1.1'] }],
};
const plain = { strong: String, good: String, bad: String, quiet: String };

describe('the Markdown report', () => {
  it('lets no text from AWS make links, code, tags or headings', () => {
    const text = renderMarkdown(report);
    expect(text).toContain('\\<img src=x\\> \\[click\\](http\\://evil) \\`code\\` \\# heading');
    expect(text).toMatch(/^# a\\\|b: deployment of checkout$/m);
  });

  it('cites findings, and findings cite evidence', () => {
    const text = renderMarkdown(report);
    expect(text).toContain('- 03:09:17 It began. [F2]');
    expect(text).toContain('- **F1** A finding. [E1]');
    expect(text).toContain('- **E1** metrics.range [P1.1]');
  });

  it('leaves out sections without lines', () => {
    expect(renderMarkdown(report)).not.toContain('## Missing');
  });
});

describe('the terminal report', () => {
  it('keeps to the width, but for commands, which stay in one piece', () => {
    const long = { ...report, because: [{ text: 'word '.repeat(60).trim(), cites: ['F1', 'F2'] }] };
    const lines = renderTerminal(long, plain, 60).split('\n');
    expect(
      lines.filter((line) => !line.includes('$ ') && line.length > 60 && !line.startsWith('Asked')),
    ).toEqual([]);
    expect(lines).toContain('    $ aws lambda update-alias');
  });

  it('says that an update is one', () => {
    expect(renderTerminal({ ...report, k: 2 }, plain, 80)).toContain(
      'Update: late evidence changed the verdict.',
    );
  });
});
