import { expect, test } from '@jest/globals';
import { type ClientLine, tableOf, wrongOf } from './client-said.ts';

const ERROR = JSON.stringify({ code: 'NotFound', message: 'No.', hint: 'Look.', retryable: false });

/** What a client says that found everything as it should be, over both transports. */
function said(change: (lines: ClientLine[]) => ClientLine[] = (lines) => lines): string[] {
  const lines = (['stdio', 'http'] as const).flatMap((over): ClientLine[] => {
    const about = { server: 'lambda', over };
    return [
      { ...about, protocol: '2025-11-25', tools: ['get'] },
      { ...about, tool: 'get', kind: 'good', ms: 3, isError: false, structured: { a: 1 }, text: 'a: 1' },
      { ...about, tool: 'get', kind: 'bad', ms: 2, isError: true, structured: null, text: ERROR },
      { ...about, uri: 'aws://a', kind: 'good', ms: 1, text: '{}' },
      { ...about, uri: 'aws://b', kind: 'bad', ms: 1, refused: -32_002 },
    ];
  });
  return wrongOf(change(lines), { lambda: ['get'] });
}

/** The lines of one kind over HTTP, changed. */
const changed =
  (kind: 'good' | 'bad', of: 'tool' | 'uri', by: object) =>
  (lines: ClientLine[]): ClientLine[] =>
    lines.map((line) =>
      of in line && 'kind' in line && line.kind === kind && line.over === 'http' ? { ...line, ...by } : line,
    );

test('nothing is wrong where good calls are answered and bad ones refused', () => {
  expect(said()).toEqual([]);
});

test('a tool that no call is listed for is told', () => {
  const withNew = (lines: ClientLine[]) =>
    lines.map((line) => ('tools' in line ? { ...line, tools: ['get', 'new'] } : line));
  expect(said(withNew)).toEqual([
    'lambda over stdio: no call of new is listed',
    'lambda over http: no call of new is listed',
  ]);
});

test('a tool that is gone, and a session that never was, are told', () => {
  const withNone = (lines: ClientLine[]) =>
    lines.flatMap((line): ClientLine[] => {
      if (line.over === 'http') return [];
      return 'tools' in line ? [{ ...line, tools: [] }] : [line];
    });
  expect(said(withNone)).toEqual(['lambda over http: no session', 'lambda over stdio: there is no tool get']);
});

test.each([
  ['a good call that fails', changed('good', 'tool', { isError: true, text: ERROR }), ERROR],
  ['a result that does not fit its schema', changed('good', 'tool', { raised: 'Invalid' }), 'Invalid'],
  [
    'a result without structured content',
    changed('good', 'tool', { structured: null }),
    'no structured content',
  ],
  ['a bad call that is answered', changed('bad', 'tool', { isError: false }), 'it is answered'],
  [
    'an error that is only text',
    changed('bad', 'tool', { text: 'Error: no' }),
    'no structured error: Error: no',
  ],
  [
    'an error with something else in it',
    changed('bad', 'tool', { text: ERROR.replace('{', '{"stack":"at x",') }),
    'no structured error',
  ],
  [
    'a resource that is refused',
    changed('good', 'uri', { refused: -32_603, text: '' }),
    'refused with -32603',
  ],
  [
    'a resource that is not there, and is read',
    changed('bad', 'uri', { refused: undefined }),
    'refused with',
  ],
])('%s is told', (_, change, why) => {
  const wrong = said(change);
  expect(wrong).toHaveLength(1);
  expect(wrong[0]).toContain(why);
});

test('the table has a row for each tool and resource, with both transports in it', () => {
  const lines: ClientLine[] = [
    { server: 's', over: 'stdio', tool: 'get', kind: 'good', ms: 3.4, structured: {}, text: 'a | b\nc' },
    { server: 's', over: 'http', tool: 'get', kind: 'good', ms: 5, structured: {}, text: 'a' },
    { server: 's', over: 'stdio', tool: 'get', kind: 'bad', ms: 1, isError: true, text: ERROR },
  ];
  expect(tableOf(lines).split('\n').at(-1)).toBe('| get | 3 ms, 5 ms: a / b c | NotFound |');
});
