import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frequentWords } from '../../../core/logs/frequent-words.ts';
import { maskKey, maskOf } from '../../../core/logs/mask.ts';
import { minePatterns } from '../../../core/logs/mine-patterns.ts';
import { patternFinder } from '../../../core/logs/same-pattern.ts';

const ID = '7f3a1c52-9d1e-4b7a-8a34-52cf0a6e1b77';
const line = (message: string, t = '2026-03-10T03:00:00.000Z', stream = '2026/03/10/[42]abc') => ({
  t,
  message,
  stream,
});
const patterns = (...messages: string[]) => minePatterns(messages.map((message) => line(message))).patterns;
/** How many patterns they are. */
const kinds = (...messages: string[]) => patterns(...messages).length;

describe('log patterns', () => {
  it('are equal for lines that differ in ids, numbers and times', () => {
    const same: string[][] = [
      [
        `2026-03-10T03:09:17.412Z\t${ID}\tERROR\tpayment 8812 failed after 179 ms`,
        `2026-03-10T03:10:44.001Z\t${ID.replace('7', '8')}\tERROR\tpayment 9 failed after 2901 ms`,
      ],
      ["Error: No such customer: 'cus_4cZ10RZ7Y0N'", "Error: No such customer: 'cus_9aB81x'"],
      ['Error: no seat for booking K71XQ', 'Error: no seat for booking R2D2'],
      [`Error: order_${ID} not found`, `Error: order_${ID.replace('7f', '1a')} not found`],
      ['Error: bad handle com.example.Foo@1a2b3c', 'Error: bad handle com.example.Foo@7fffe1'],
      ['Error: no tariff for +49 30 1234567', 'Error: no tariff for +43 1 99887766'],
      ['Error: checksum 9f86d081884c7d65 differs', 'Error: checksum abcdef0123456789 differs'],
    ];
    for (const lines of same) expect([lines, kinds(...lines)]).toEqual([lines, 1]);
  });

  it('differ where it is another error', () => {
    expect(kinds('Error: answered with status 500', 'Error: answered with status 404')).toBe(2);
    expect(kinds('KeyError: took 500 ms', 'KeyError: took 404 ms')).toBe(1);
    const json = (error: string) => `{"level":"error","msg":"charge failed","error":"${error}"}`;
    const codes = [
      'ECONNREFUSED',
      'ETIMEDOUT',
      'ENOTFOUND',
      'EPIPE',
      'ECONNRESET',
      'EACCES',
      'EMFILE',
      'ENOSPC',
    ];
    expect(kinds(...codes.map(json))).toBe(codes.length);
  });

  it('keep a status, a code and a host apart', () => {
    const logfmt = (pair: string) => `level=error msg="price call failed" ${pair}`;
    expect(kinds(...['401', '503', '429'].map((status) => logfmt(`status_code=${status}`)))).toBe(3);
    expect(
      kinds(...['AccessDenied', 'ThrottlingException'].map((code) => logfmt(`error_code=${code}`))),
    ).toBe(2);
    const json = (status: number) =>
      `{"level":"error","msg":"call failed","err":{"message":"no","statusCode":${status}}}`;
    expect(kinds(json(401), json(503))).toBe(2);
    const hosts = ['api.pay.com', 'api.tax.com', 'api.mail.com'];
    expect(kinds(...hosts.map((host) => `Error: getaddrinfo ENOTFOUND ${host}`))).toBe(3);
    expect(kinds('Error: query failed: ORA-01017', 'Error: query failed: ORA-00020')).toBe(2);
  });

  it('count a failure whatever healthy line begins in the same way', () => {
    const lines = ['will retry', 'gave up'].map((note, i) =>
      line(
        `{"level":"warn","message":"capture failed: socket hang up","note":"${note}"}`,
        `2026-03-10T03:00:0${i}.000Z`,
      ),
    );
    expect(minePatterns(lines).errorLines).toBe(1);
  });

  it('see names in place of ids once there are some of them', () => {
    const names = ['Zürich', 'Graz', 'Bern', 'Linz', 'Wien', 'Ulm', 'Köln'];
    expect(kinds(...names.map((name) => `Error: no fare found to ${name} today`))).toBe(1);
    expect(kinds(...names.slice(0, 2).map((name) => `Error: no fare found to ${name} today`))).toBe(2);
  });

  it('identify an uncaught error by its type and message, not by its stack', () => {
    const body = (frame: string) =>
      `ERROR\tInvoke Error \t${JSON.stringify({ errorType: 'TypeError', errorMessage: 'x is undefined', stack: [frame] })}`;
    const [one, other] = patterns(body('at a.js:1:2'), body('at b.js:3:4'));
    expect(other).toBeUndefined();
    expect(one?.pattern).toContain('TypeError x is undefined');
  });

  it('identify a JSON line by level and message, whatever the other fields', () => {
    const json = (fields: object) =>
      JSON.stringify({ level: 'ERROR', message: 'charge declined', ...fields });
    expect(kinds(json({ customer: 'a' }), json({ customer: 'b', amount: 3 }))).toBe(1);
  });

  it('are of lines that tell of failures only', () => {
    const { patterns: found, errorLines } = minePatterns([
      line('{"level":"info","msg":"done","error":null}'),
      line('{"level":"error","msg":"boom"}'),
    ]);
    expect([found.length, errorLines]).toEqual([1, 1]);
  });

  it('count lines, minutes, first and last, and the versions that logged them', () => {
    const [pattern] = minePatterns([
      line('Error: boom 1', '2026-03-10T03:00:02.000Z', '2026/03/10/checkout[42]abc'),
      line('Error: boom 2', '2026-03-10T03:01:01.000Z', '2026/03/10/checkout[$LATEST]abc'),
    ]).patterns;
    expect(pattern).toMatchObject({
      count: 2,
      busyMinutes: 2,
      first: '2026-03-10T03:00:02.000Z',
      last: '2026-03-10T03:01:01.000Z',
      versions: ['$LATEST', '42'],
      sample: 'Error: boom 1',
    });
  });

  it('tell for how many minutes it was more than usual, and not for how many it was there', () => {
    const minute = (m: number, lines: number) =>
      Array.from({ length: lines }, (_, i) =>
        line(`Error: boom ${i}`, `2026-03-10T03:${10 + m}:0${i % 10}.000Z`),
      );
    const flare = [1, 1, 1, 20, 24, 18, 1, 1].flatMap((lines, m) => minute(m, lines));
    expect(minePatterns(flare).patterns).toMatchObject([{ count: 67, busyMinutes: 3 }]);
  });

  it('do not depend on the order of the lines', () => {
    const texts = [
      'Error: a 1',
      'Error: b 2',
      'Error: a 3',
      '{"level":"error","message":"c"}',
      'Error: no fare to Bern',
    ];
    const lines = [
      ...texts,
      ...['Graz', 'Linz', 'Ulm', 'Wien', 'Köln', 'Hof'].map((to) => `Error: no fare to ${to}`),
    ].map((text, i) => line(text, `2026-03-10T03:00:${10 + i}.000Z`));
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        expect(minePatterns(shuffled)).toEqual(minePatterns(lines));
      }),
    );
  });

  it('survive any line, and are never cut within a character', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 2_000 })), (texts) => {
        for (const { pattern, sample } of patterns(...texts.map((text) => `Error: ${text}`))) {
          expect(pattern.length).toBeLessThanOrEqual(1_000);
          expect([pattern.isWellFormed(), sample.isWellFormed()]).toEqual([true, true]);
        }
      }),
    );
  });

  it('keep the deepest cause in the sample of a long trace', () => {
    const trace = Array.from({ length: 300 }, (_, i) => `\tat com.example.A.b(A.java:${i})`).join('\n');
    const [pattern] = patterns(
      `java.lang.IllegalStateException: load\n${trace}\nCaused by: java.net.UnknownHostException: db.example\n${trace}`,
    );
    expect(pattern?.sample).toContain('UnknownHostException: db.example');
    expect(pattern?.sample.length).toBeLessThan(1_600);
  });
});

describe('masks', () => {
  it('have equal keys exactly if they are equal', () => {
    const text = fc.string({ unit: fc.constantFrom(...'abf019 -:"_.status'.split('')), maxLength: 40 });
    const same = fc.property(text, text, (a, b) => (maskOf(a) === maskOf(b)) === (maskKey(a) === maskKey(b)));
    expect(fc.check(same, { numRuns: 2_000 }).counterexample).toBeNull();
  });

  it('keep words, and numbers that say what happened', () => {
    expect(maskOf('status 502, level=30')).toBe('status 502, level=30');
    expect(maskOf('s3 took 12 ms')).toBe('s3 took \u0001 ms');
    expect(maskOf(ID)).toBe('\u0001-\u0001-\u0001-\u0001-\u0001');
  });
});

describe('patterns of two ranges', () => {
  it('are found to be the same where one has a name and the other a variable', () => {
    const find = patternFinder([{ pattern: 'ERROR no fare found to <*> today' }, { pattern: 'ERROR boom' }]);
    expect(find('ERROR no fare found to Bern today')?.pattern).toContain('<*>');
    expect(find('ERROR no seat found to Bern today')).toBeUndefined();
    expect(find('ERROR boom')?.pattern).toBe('ERROR boom');
    const names = patternFinder([
      { pattern: 'Error: getaddrinfo ENOTFOUND <*>' },
      { pattern: 'ERROR <*> failed for order' },
    ]);
    expect(names('Error: getaddrinfo ENOTFOUND a.one.com')).toBeDefined();
    // What tells the error is no name.
    expect(names('ERROR AccessDenied failed for order')).toBeUndefined();
  });
});

describe('frequent words', () => {
  it('tell the most frequent lines from the others, in letters and spaces only', () => {
    const many = Array.from(
      { length: 50 },
      (_, i) => `{"msg":"order placed well","error":null,"id":${i}} "| limit 1`,
    );
    expect(frequentWords([...many, 'TypeError: x is undefined'])).toEqual(['order placed well']);
    expect(frequentWords(Array.from({ length: 9 }, () => '"; drop | limit'))).toEqual([]);
  });
});
