import { describe, expect, it } from '@jest/globals';
import { type Config, parseConfig } from '../../adapters/config/config.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { checkSentences } from '../../core/report/wording/check-sentences.ts';
import type { Report } from '../../core/report/report.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import type { SimulatorOptions } from '../../simulator/simulate.ts';
import { investigate } from '../harness/simulated-run.ts';

/** Long enough for a busy machine; only what never answers waits for its end. */
const TOKENS = { timeoutSeconds: 20, maxTokens: 900 };
const MODELS = {
  converse: { use: 'converse', id: 'example.writer-v1', ...TOKENS },
  'inline-agent': { use: 'inline-agent', id: 'example.writer-v1', ...TOKENS },
  agent: { use: 'agent', agentId: 'AGENT12345', aliasId: 'ALIAS12345', ...TOKENS },
} as const;
const OPERATIONS = {
  converse: 'Converse',
  'inline-agent': 'InvokeInlineAgent',
  agent: 'InvokeAgent',
} as const;

interface Worded {
  by: string;
  note: string | undefined;
  lines: string[];
  /** The report without its summary. */
  rest: Omit<Report, 'summary'>;
  key: unknown;
}

async function worded(
  model: Config['model'] | undefined,
  faults: SimulatorOptions['faults'] = {},
): Promise<Worded> {
  const config = parseConfig(model === undefined ? {} : { model }, 'test');
  const results: Worded[] = [];
  await investigate({ scenario: 'bad-deploy', config, faults }, async ({ run, caseId, verdict, reports }) => {
    const [report] = reports;
    if (report === undefined) throw new Error('no report');
    const { summary, ...rest } = report;
    const sentences = summary.lines.map(({ text, cites }) => ({ text, findings: cites }));
    expect(checkSentences(sentences, verdict)).toEqual(sentences);
    expect(await verifyCase(run.store, caseId, dialects)).toMatchObject({ failures: [] });
    results.push({
      by: summary.by,
      note: summary.note,
      lines: summary.lines.map(({ text }) => text),
      // The id of a case is made of the time, which is the same for all of them.
      rest,
      key: verdict.key,
    });
  });
  const [only] = results;
  if (only === undefined) throw new Error('not investigated');
  return only;
}

describe.each(['converse', 'inline-agent', 'agent'] as const)('a verdict that %s words', (use) => {
  const operation = OPERATIONS[use];

  it('is the same as without a model, in the words of the findings', async () => {
    const without = await worded(undefined);
    const { by, note, lines, rest, key } = await worded(MODELS[use]);
    expect([by.startsWith('bedrock'), note]).toEqual([true, undefined]);
    expect(lines.join(' ')).toMatch(
      /Errors rose from 0 a minute .*Every line of “[^”]*” comes from version 42/,
    );
    expect(rest).toEqual(without.rest);
    expect(key).toEqual(without.key);
  });

  it.each<[NonNullable<SimulatorOptions['faults']>[string], RegExp]>([
    ['lies', /said \d sentences, of which the findings support 1/],
    ['throttle', /was throttled/],
    ['hang', /did not answer in time/],
    ['malformed', /answered something else than JSON/],
    ['refuses', /refused|stopped by a guardrail|something else than JSON/],
    ['cut-off', /cut off|something else than JSON/],
    ['deny', /may not be used by this role/],
    ['error', /was not available/],
  ])('is worded by the template if the model %s, and one line says so', async (fault, why) => {
    const model = { ...MODELS[use], ...(fault === 'hang' && { timeoutSeconds: 1 }) };
    const { by, note, lines, rest } = await worded(model, { [operation]: fault });
    expect(by).toBe('template');
    expect(note).toMatch(why);
    expect(lines.join(' ')).not.toMatch(/curl|Ignore|billing/);
    expect(rest.cause?.kind).toBe('deployment');
  });
});

describe('a stream of an agent', () => {
  it('that breaks in its midst is no short answer, but none', async () => {
    const { by, note } = await worded(MODELS['inline-agent'], { InvokeInlineAgent: 'breaks' });
    expect([by, note]).toEqual(['template', expect.stringMatching(/was throttled/)]);
  });
});

describe('a model that is not in the region', () => {
  it('is said to be so', async () => {
    const { by, note } = await worded({ ...MODELS.converse, id: 'us.example.writer-v1' });
    expect([by, note]).toEqual([
      'template',
      expect.stringMatching(/is not to be had in this region|could not be asked/),
    ]);
  });
});
