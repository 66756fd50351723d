import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Call, type Probe, V } from '../../../core/case.ts';
import type { Json } from '../../../core/canonical.ts';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { attached } from '../../../mcp/dialects/attached/attached.ts';

type Read = 'documents' | 'table' | 'text';
const { answer: Answer } = capabilities['context.read'];

function read(how: Read, result: Json) {
  const args = { server: 'library', title: 'Library', tool: 'find', arguments: { q: 'Errors' }, read: how };
  const probe: Probe = {
    id: 'P1',
    server: 'library',
    capability: 'context.read',
    args,
    timeoutMs: 1_000,
    cost: { calls: 1 },
  };
  expect(attached.next(probe, [], 'eu-west-1')).toEqual({ tool: 'find', args: { q: 'Errors' } });
  const call: Call = {
    v: V,
    id: 'P1.1',
    probe: 'P1',
    server: 'library',
    tool: 'find',
    args: { q: 'Errors' },
    outcome: { result },
    hash: '0'.repeat(64),
    durationMs: 1,
  };
  expect(attached.next(probe, [call], 'eu-west-1')).toBeUndefined();
  return attached.read(probe, [call]);
}

function passages(how: Read, result: Json) {
  const reading = read(how, result);
  return Answer.parse('answer' in reading ? reading.answer : { not: reading.failure }).passages;
}

const FOUND = {
  title: 'Function errors',
  source: 'https://docs.example.com/errors',
  text: 'Roll back, then look for the cause.',
};
const DOCUMENT = { url: FOUND.source, title: FOUND.title, context: FOUND.text };

describe('documents of an answer', () => {
  it.each<[shape: string, result: Json]>([
    ['a list', [DOCUMENT]],
    ['a list in an object', { search_results: [DOCUMENT], facets: null, query_id: 'q' }],
    ['a list in {result}', { result: [DOCUMENT] }],
    ['a list deeper down', { data: { hits: { hits: [DOCUMENT] } } }],
    ['one object', DOCUMENT],
    ['JSON as text', { text: JSON.stringify([DOCUMENT]) }],
    ['JSON as text in {result}', { result: JSON.stringify({ results: [DOCUMENT] }, null, 2) }],
    ['JSON as text in an object', { status: 'success', data: JSON.stringify([DOCUMENT]) }],
    ['JSON between words', { result: `Found 1:\n\n${JSON.stringify([DOCUMENT], null, 2)}\n\nBe nice.` }],
    ['JSON in a fence', { text: `\`\`\`json\n${JSON.stringify(DOCUMENT)}\n\`\`\`` }],
    ['the result of another MCP server', { content: [{ type: 'text', text: JSON.stringify([DOCUMENT]) }] }],
    [
      'such a result within {result}',
      { result: { isError: false, content: [{ type: 'text', text: JSON.stringify([DOCUMENT]) }] } },
    ],
    [
      'structured content of another MCP server',
      { content: [{ type: 'text', text: 'see structured' }], structuredContent: { results: [DOCUMENT] } },
    ],
    ['other names', [{ Title: FOUND.title, Link: FOUND.source, Page_Content: FOUND.text }]],
    ['text under a name', [{ ...DOCUMENT, context: { type: 'TEXT', text: FOUND.text } }]],
    ['text in content blocks', [{ ...DOCUMENT, context: [{ type: 'text', text: FOUND.text }] }]],
    ['a holder', [{ score: 0.7, document: DOCUMENT }]],
    [
      'text beside its metadata',
      [{ content: FOUND.text, metadata: { title: FOUND.title, source: FOUND.source } }],
    ],
    [
      'an embedded resource',
      [{ type: 'resource', resource: { uri: FOUND.source, title: FOUND.title, text: FOUND.text } }],
    ],
    [
      'a location within a location',
      [
        {
          title: FOUND.title,
          content: FOUND.text,
          location: { type: 'S3', s3Location: { uri: FOUND.source } },
        },
      ],
    ],
    ['lists in a list', { groups: [{ group: 1, pages: [DOCUMENT] }] }],
  ])('are found in %s', (_shape, result) => {
    expect(passages('documents', result)).toEqual([FOUND]);
  });

  it('are one a line, or one a paragraph, of a text', () => {
    const two = [DOCUMENT, { ...DOCUMENT, title: 'Two' }].map((one) => JSON.stringify(one));
    const both = [FOUND, { ...FOUND, title: 'Two' }];
    expect(passages('documents', { result: two.join('\n\n') })).toEqual(both);
    expect(passages('documents', { text: `2 results\n${two.join('\n')}` })).toEqual(both);
  });

  it('are those of the outermost list that has some, and at one depth of the one that says more', () => {
    const related = { related_tasks: [{ name: 'Elsewhere', description: 'x'.repeat(500) }] };
    expect(
      passages('documents', {
        warnings: [{ code: 1 }],
        search_results: [DOCUMENT],
        tags: [{ name: 'errors', description: 'of functions' }],
        message: 'Found 1 result.',
        metadata: related,
      }),
    ).toEqual([FOUND]);
  });

  it('are a page itself rather than its sections, and never the JSON in an example of it', () => {
    const page = `# Errors\n\n${'Text. '.repeat(20)}\n\n{"title": "example", "text": "no document"}\n`;
    const [whole] = passages('documents', {
      title: 'Errors',
      content: page,
      sections: [{ summary: 'Short.' }],
    });
    expect(whole?.text).toBe(page.trim());
    expect(passages('documents', { result: page })).toEqual([
      { title: 'Library', source: 'library.find', text: page.trim() },
    ]);
  });

  it('are none where the list is empty, and a table where nothing in it is a document', () => {
    expect(passages('documents', { search_results: [], query_id: 'q', facets: null })).toEqual([]);
    expect(passages('documents', [{ rank: 1, page: 4 }])).toEqual([
      { title: 'Library', source: 'library.find', text: 'rank | page;\n1 | 4' },
    ]);
  });
});

describe('a table of an answer', () => {
  const table = (result: Json) =>
    passages('table', result)
      .map(({ text }) => text)[0]
      ?.split(';\n');

  it('is the list with the most values, with objects as columns and a list in a row as rows', () => {
    const cost = (service: string, amount: string) => ({
      Keys: [service],
      Cost: { Amount: amount, Unit: 'USD' },
    });
    const period = (month: number, ...groups: Json[]) => ({
      Period: { Start: `2026-0${month}-01` },
      Total: {},
      Groups: groups,
    });
    expect(
      table({
        status: 'success',
        data: {
          GroupDefinitions: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
          ResultsByTime: [
            period(2, cost('Lambda', '41.07'), cost('SQS', '3.1')),
            period(3, cost('SQS', '1.02')),
          ],
          DimensionValueAttributes: [],
        },
      }),
    ).toEqual([
      'Start | Keys | Amount | Unit',
      '2026-02-01 | Lambda | 41.07 | USD',
      '2026-02-01 | SQS | 3.1 | USD',
      '2026-03-01 | SQS | 1.02 | USD',
    ]);
  });

  it('takes the names of columns from beside lists of values', () => {
    expect(
      table({
        columns: ['service', 'usd'],
        rows: [
          ['Lambda', 3.5],
          ['SQS', null],
        ],
      }),
    ).toEqual(['service | usd', 'Lambda | 3.5', 'SQS | ']);
  });

  it('has one row for an object alone, whole paths where names are the same, and no lines in cells', () => {
    expect(table({ a: { id: 1 }, b: { id: 'x\n| y; z' }, tags: ['p', 'q'] })).toEqual([
      'a.id | b.id | tags',
      '1 | x y z | p, q',
    ]);
  });

  it('says how many rows it leaves out', () => {
    const rows = Array.from({ length: 23 }, (_, i) => ({ i }));
    expect(table({ rows })?.at(-1)).toBe('(3 more rows)');
    expect(table({ groups: [{ name: 'a', rows }] })?.at(-1)).toMatch(/more rows/);
  });

  it('is the text itself if the answer is one', () => {
    expect(table({ result: '| a |\n| - |' })).toEqual(['| a |\n| - |']);
  });
});

describe('text of an answer', () => {
  it.each<[shape: string, result: Json]>([
    ['a text', { text: ' On call: the shop team. ' }],
    ['{result}', { result: 'On call: the shop team.' }],
    ['content blocks', { content: [{ type: 'text', text: 'On call: the shop team.' }] }],
    ['one document', { title: 'Rota', content: 'On call: the shop team.' }],
  ])('is the words of %s', (_shape, result) => {
    expect(passages('text', result)).toEqual([
      { title: 'Library', source: 'library.find', text: 'On call: the shop team.' },
    ]);
  });

  it('is the JSON of anything else, and nothing if nothing is said', () => {
    expect(passages('text', { a: [1, { b: true }] })[0]?.text).toBe('{"a":[1,{"b":true}]}');
    for (const nothing of ['', ' \n', { text: '' }, { result: '' }, null]) {
      expect(passages('text', nothing)).toEqual([]);
    }
  });
});

describe('an error that is told as an answer', () => {
  it.each<[how: string, result: Json, why: string, reason?: string]>([
    ['a status', { status: 'error', message: 'no such view' }, 'no such view'],
    [
      'a status with its reason in the data',
      { status: 'error', data: { message: 'AccessDeniedException: ce:GetCostAndUsage' } },
      'AccessDeniedException',
      'denied',
    ],
    [
      'JSON as text with empty lists',
      {
        result: '{"error": "An error occurred (ThrottlingException)", "table_buckets": [], "total_count": 0}',
      },
      'ThrottlingException',
      'throttled',
    ],
    ['an error with a message', { error: { code: 7, message: 'the index is gone' } }, 'the index is gone'],
    ['no success', { success: false, message: 'not today' }, 'not today'],
    [
      'the result of another MCP server',
      { isError: true, content: [{ type: 'text', text: 'closed' }] },
      'closed',
    ],
    ['a text', { result: 'Error searching docs: connection refused' }, 'connection refused'],
    [
      'a document without text',
      {
        search_results: [
          { rank_order: 1, url: '', title: 'Error searching AWS docs - status code 503', context: null },
        ],
      },
      'status code 503',
    ],
  ])('is a gap: %s', (_how, result, why, reason = 'failed') => {
    for (const how of ['documents', 'table', 'text'] as const) {
      expect(read(how, result)).toEqual({ failure: { reason, detail: expect.stringContaining(why) } });
    }
  });

  it.each<[what: string, result: Json]>([
    ['what failed elsewhere', { job: 'import', error: 'out of memory' }],
    ['a page about errors', { text: 'Error budgets: how much may fail.' }],
    ['a document called an error', [{ title: 'Error: what it means', text: 'See below.' }]],
    ['no error', { error: null, rows: [{ a: 1 }] }],
  ])('is not %s', (_what, result) => {
    for (const how of ['documents', 'table', 'text'] as const) expect(passages(how, result)).toHaveLength(1);
  });
});

describe('a hostile answer', () => {
  const nested = (depth: number, open: string, close: string) =>
    `${open.repeat(depth)}1${close.repeat(depth)}`;

  it.each<[what: string, result: Json]>([
    ['a million brackets', { text: nested(1_000_000, '[', ']') }],
    ['objects in objects in a text', { result: nested(100_000, '{"a":', '}') }],
    [
      'JSON in JSON in JSON',
      Array.from({ length: 12 }).reduce<Json>((inner) => ({ result: JSON.stringify(inner) }), 'x'),
    ],
    ['two megabytes of one word', { text: 'x'.repeat(2_000_000) }],
    ['a line break for each character', { text: '{\n'.repeat(500_000) }],
    [
      'a list of a hundred thousand',
      Array.from({ length: 100_000 }, (_, i) => ({ title: 't', text: `${i}` })),
    ],
    [
      'a row of fifty thousand columns',
      [Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`c${i}`, i]))],
    ],
    [
      'lists of one name in many objects',
      Array.from({ length: 5_000 }, () => ({ a: [{ b: 1 }, { b: 2 }, { b: 3 }] })),
    ],
    ['names of prototypes', JSON.parse('[{"__proto__": {"text": "x"}, "constructor": {"title": "y"}}]')],
    [
      'titles and sources without end',
      [{ title: 't'.repeat(9_000), url: 'u'.repeat(9_000), text: '😀'.repeat(9_000) }],
    ],
  ])('is bounded: %s', (_what, result) => {
    for (const how of ['documents', 'table', 'text'] as const) {
      expect(() => checkBounds(passages(how, result))).not.toThrow();
    }
  });

  it('never throws, whatever it is', () => {
    const key = fc.constantFrom(
      ...'text content title url results rows columns location metadata document'.split(' '),
      ...'type result status error isError structuredContent __proto__ a'.split(' '),
    );
    const { json } = fc.letrec<{ json: Json }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.oneof(
          fc.constant(null),
          fc.boolean(),
          fc.integer(),
          fc.string({ unit: 'binary' }),
          fc.constantFrom('text', 'Error: no', '[{"text": "x"}]', '{"a": [1', '', 'x'.repeat(5_000)),
        ),
        fc.array(tie('json'), { maxLength: 8 }),
        fc.dictionary(key, tie('json'), { maxKeys: 6 }).map((value): Json => ({ ...value })),
        tie('json').map((inner) => JSON.stringify(inner)),
        tie('json').map((inner): Json => [{ type: 'text', text: `Found:\n${JSON.stringify(inner)}` }]),
      ),
    }));
    fc.assert(
      fc.property(json, fc.constantFrom<Read>('documents', 'table', 'text'), (result, how) => {
        const reading = read(how, result);
        expect('failure' in reading ? reading.failure.detail.length : 0).toBeLessThanOrEqual(300);
        checkBounds('failure' in reading ? [] : Answer.parse(reading.answer).passages);
      }),
      { numRuns: 2_000 },
    );
  });

  function checkBounds(all: ReturnType<typeof passages>) {
    expect(all.length).toBeLessThanOrEqual(5);
    for (const { title, source, text } of all) {
      expect(title.length).toBeLessThanOrEqual(200);
      expect(source.length).toBeLessThanOrEqual(300);
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(2_000);
      expect([title, source, text].every((one) => one.isWellFormed())).toBe(true);
    }
  }
});
