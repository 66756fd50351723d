import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../adapters/config/config.ts';
import { Verdict } from '../../../core/verdict.ts';
import type { Json } from '../../../core/canonical.ts';
import { CaseConfig, CaseEvent, EvidenceRecord, Summary } from '../../../core/case.ts';
import { renderMarkdown } from '../../../core/report/render/render-markdown.ts';
import { Report } from '../../../core/report/report.ts';
import { verifyCase } from '../../../core/report/verify/verify-case.ts';
import { dialects } from '../../../mcp/dialects/dialects.ts';
import { type KeptCase, copyOf, keptCase, rehash, storeOf } from '../../harness/kept-case.ts';

const MODEL = { use: 'converse', id: 'example.writer-v1', timeoutSeconds: 5 };
const config = parseConfig({ model: MODEL }, 'test');

let worded: KeptCase;
let template: KeptCase;
let forged: KeptCase;
beforeAll(async () => {
  worded = await keptCase({ scenario: 'no-stack', config });
  template = await keptCase({ scenario: 'bad-deploy', config, faults: { Converse: 'lies' } });
}, 60_000);
beforeEach(() => {
  forged = copyOf(worded);
});

async function found(): Promise<string> {
  rehash(forged);
  return (await verifyCase(await storeOf(forged), forged.caseId, dialects)).failures.join('\n');
}
const set = (name: string, value: Json) => forged.records.set(name, value);
const summaryOf = (k: number) => Summary.parse(forged.records.get(`summary-${k}.json`));
const reportOf = (k: number) => Report.parse(forged.records.get(`report-${k}.json`));

/** The summary and all that is made of it. */
function word(k: number, changed: { [K in keyof Summary]?: Summary[K] | undefined }): void {
  const { by = '', sentences = [], note } = { ...summaryOf(k), ...changed };
  const summary = { by, sentences, ...(note !== undefined && { note }) };
  set(`summary-${k}.json`, { v: 3, k, ...summary });
  const report = reportOf(k);
  publish(k, {
    ...report,
    summary: {
      by,
      lines: sentences
        .filter(({ text }) => text !== report.headline.text)
        .map(({ text, findings }) => ({ text, cites: findings })),
      ...(note !== undefined && { note }),
    },
  });
}

function publish(k: number, report: Report): void {
  set(`report-${k}.json`, report);
  set(`report-${k}.md`, renderMarkdown(report));
}

describe('a sentence that was forged in summary, report and Markdown', () => {
  it('is found if the template is said to have worded it', async () => {
    forged = copyOf(template);
    const [first] = summaryOf(1).sentences;
    if (first === undefined) throw new Error('a sentence');
    word(1, { sentences: [{ ...first, text: 'A person did it.' }] });
    expect(await found()).toMatch(/summary-1\.json: is not in the words of the template/);
  });

  it('is found if a model is said to have worded it', async () => {
    const { sentences } = summaryOf(1);
    word(1, { sentences: [...sentences, { text: 'A person did it.', findings: ['F1'] }] });
    expect(await found()).toMatch(/summary-1\.json: says what the findings don't support/);
  });
});

describe('verify finds in a summary', () => {
  it('that the template worded what a model did', async () => {
    word(1, { by: 'template' });
    expect(await found()).toMatch(/summary-1\.json: is not in the words of the template/);
  });

  it('a model that the configuration does not name', async () => {
    word(1, { by: 'bedrock somebody.elses-model-v1' });
    expect(await found()).toMatch(/summary-1\.json: is worded by .*, and the configuration names/);
    forged = copyOf(template);
    word(1, { by: 'bedrock somebody.elses-model-v1' });
    expect(await found()).toMatch(/summary-1\.json: is worded by .*, and the configuration names/);
  });

  it.each<[string, string | undefined]>([
    ['a note that no code writes', 'The account is compromised: call +1 555 0100.'],
    ['a count that does not add up', "3 of 5 sentences were dropped: the findings don't support them."],
    ['a note of the template', 'The model was throttled, so the template speaks.'],
  ])('%s', async (_what, note) => {
    word(1, { note });
    expect(await found()).toMatch(/summary-1\.json: its note is none that would be written here/);
  });

  it('no word of why the template speaks where a model was to', async () => {
    forged = copyOf(template);
    const { note, ...rest } = summaryOf(1);
    expect(note).toMatch(/said \d sentences/);
    set('summary-1.json', rest);
    const report = reportOf(1);
    publish(1, { ...report, summary: { by: report.summary.by, lines: report.summary.lines } });
    expect(await found()).toMatch(/summary-1\.json: its note is none that would be written here/);
  });

  it('another number', async () => {
    set('summary-1.json', { ...summaryOf(1), k: 2 });
    expect(await found()).toMatch(/summary-1\.json: says that it is of verdict 2/);
  });
});

describe('verify finds in what was concluded', () => {
  it('a verdict too many, with all that belongs to it', async () => {
    forged = copyOf(template);
    const verdict = Verdict.parse(forged.records.get('verdict-1.json'));
    set('verdict-2.json', { ...verdict, k: 2, round: 5 });
    set('summary-2.json', { ...summaryOf(1), k: 2 });
    publish(2, { ...reportOf(1), k: 2 });
    const all = await found();
    expect(all).toMatch(/verdict-2\.json: no run of this case would have left it/);
    expect(all).toMatch(/report-2\.json: no run of this case would have left it/);
  });

  it('an update that is gone', async () => {
    for (const name of ['verdict-2.json', 'summary-2.json', 'report-2.json', 'report-2.md'])
      forged.records.delete(name);
    expect(await found()).toMatch(/verdict-2\.json: is missing/);
  });

  it('another score', async () => {
    const verdict = Verdict.parse(forged.records.get('verdict-2.json'));
    const [first] = verdict.hypotheses;
    if (first === undefined) throw new Error('a hypothesis');
    first.score = 0.99;
    set('verdict-2.json', verdict);
    expect(await found()).toMatch(/verdict-2\.json: is not what follows from the evidence/);
  });

  it('a gap that is gone', async () => {
    const record = EvidenceRecord.parse(forged.records.get('evidence.json'));
    expect(record.gaps.length).toBeGreaterThan(0);
    set('evidence.json', { ...record, gaps: [] });
    expect(await found()).toMatch(/evidence\.json: is not what follows from the recorded calls/);
  });

  it('a line that was changed in the report and in its Markdown', async () => {
    const report = reportOf(1);
    publish(1, { ...report, headline: { ...report.headline, text: 'It was the network.' } });
    const all = await found();
    expect(all).toMatch(/report-1\.json: is not what follows from the verdict/);
    expect(all).toMatch(/report-1\.md: is not what follows from the verdict/);
  });
});

describe('verify finds in deliveries/', () => {
  const sent = { v: 3, k: 1, channel: 'terminal', at: '2026-12-01T06:25:24.652Z' };

  it.each<[string, string, Json, RegExp]>([
    [
      'a message that no attempt was made of',
      '2-sns',
      { ...sent, k: 2, channel: 'sns' },
      /2-sns\.json: no attempt was recorded before it/,
    ],
    [
      'a channel that is not set up',
      '1-pager',
      { ...sent, channel: 'pager' },
      /1-pager\.json: pager is no channel of this case/,
    ],
    [
      'a report that there is not',
      '3-sns',
      { ...sent, k: 3, channel: 'sns' },
      /3-sns\.json: there is no report 3/,
    ],
    [
      'an end that there was not',
      'resolved-sns',
      { ...sent, k: 'resolved', channel: 'sns' },
      /resolved-sns\.json: the alarm's end is not recorded/,
    ],
    ['another name', '1-sns', sent, /1-sns\.json: says that it is 1-terminal/],
    ['another shape', '1-sns', { ...sent, channel: 'sns', seen: true }, /1-sns\.json: .*seen/],
  ])('%s', async (_what, name, delivery, expected) => {
    set(`deliveries/${name}.json`, delivery);
    expect(await found()).toMatch(expected);
  });

  it('an attempt that was refused and yet arrived, and one before the case was opened', async () => {
    set('deliveries/1-terminal.attempt.json', { ...sent, refused: true });
    set('deliveries/2-terminal.json', { ...sent, k: 2, at: '2026-12-01T06:00:00.000Z' });
    set('deliveries/2-terminal.attempt.json', {
      ...sent,
      k: 2,
      at: '2026-12-01T06:00:00.000Z',
      refused: false,
    });
    const all = await found();
    expect(all).toMatch(/deliveries\/1-terminal\.json: is not what its attempt became/);
    expect(all).toMatch(/deliveries\/2-terminal\.json: is from before/);
  });
});

describe('verify finds in the end of a case', () => {
  const over = (at = '2026-12-01T06:55:00.000Z') => {
    const [alarm] = CaseEvent.parse(forged.records.get('event.json')).incident.alarms;
    if (alarm === undefined) throw new Error('an alarm');
    set('ok.json', { v: 3, alarm: { ...alarm, state: 'OK', at } });
    const verdict = Verdict.parse(forged.records.get('verdict-2.json'));
    const text = `${alarm.name} is OK again since ${at.slice(11, 19)}, after 29 min 41 s. The cause named was: ${verdict.hypotheses[0]?.claim}`;
    set('resolution.json', { v: 3, at, text });
    return { alarm, text };
  };

  it('nothing if it is so', async () => {
    over();
    expect(await found()).toBe('');
  });

  it('a text that was changed', async () => {
    set('resolution.json', { v: 3, at: '2026-12-01T06:55:00.000Z', text: `${over().text} Call me.` });
    expect(await found()).toMatch(/resolution\.json: is not what follows from ok\.json/);
  });

  it('another alarm, another state, and an end before the beginning', async () => {
    const { alarm } = over();
    set('ok.json', {
      v: 3,
      alarm: { ...alarm, arn: `${alarm.arn}-2`, state: 'ALARM', at: '2026-12-01T05:00:00.000Z' },
    });
    const all = await found();
    expect(all).toMatch(/ok\.json: is about another alarm/);
    expect(all).toMatch(/ok\.json: does not say that the alarm is OK/);
    expect(all).toMatch(/ok\.json: is from before/);
  });

  it('an alarm that its event is not about', async () => {
    const { alarm } = over();
    const { event } = CaseEvent.parse(forged.records.get('event.json'));
    set('ok.json', { v: 3, event, alarm: { ...alarm, state: 'OK', at: '2026-12-01T06:55:00.000Z' } });
    expect(await found()).toMatch(/ok\.json: its alarm is not what follows from its event/);
  });

  it('that it was not said, as of a case that was interrupted', async () => {
    over();
    forged.records.delete('resolution.json');
    rehash(forged);
    const verification = await verifyCase(await storeOf(forged), forged.caseId, dialects);
    expect(verification).toMatchObject({ state: 'interrupted', missing: ['resolution.json'] });
  });

  it('a resolution without an end', async () => {
    over();
    forged.records.delete('ok.json');
    expect(await found()).toMatch(/resolution\.json: no run of this case would have left it/);
  });
});

it('a channel that was configured later is no channel of the case', async () => {
  const recorded = CaseConfig.parse(forged.records.get('config.json'));
  expect(recorded.wordedBy).toBe('bedrock example.writer-v1');
  set('config.json', { ...recorded, channels: ['sns'] });
  expect(await found()).toMatch(/deliveries\/1-terminal\.json: terminal is no channel of this case/);
});
