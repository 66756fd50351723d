import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../core/canonical.ts';
import { canonical } from '../../../core/canonical.ts';
import { cleanRecord } from '../../../core/clean/clean-record.ts';
import { cleanText } from '../../../core/clean/clean-texts.ts';
import { neutralize } from '../../../core/neutralize.ts';

/** Each with what must not be left of it. */
const PLANTED: readonly [text: string, secret: string][] = [
  ['key AKIAIOSFODNN7EXAMPLE used', 'AKIAIOSFODNN7EXAMPLE'],
  ['password=hunter2hunter2', 'hunter2hunter2'],
  ['postgres://app:hunter2hunter2@db.example.com:5432/x', 'hunter2hunter2'],
  ['mail to jo.doe@example.com bounced', 'jo.doe@example.com'],
  ['Authorization: Bearer abcdef0123456789abcdef', 'abcdef0123456789abcdef'],
  ['red \u001B[31m, turned \u202E, hidden \u200B, halved \uD83D', '\u202E'],
];

/** One level of quoting, as programs that log JSON write it. */
const WRAP: Record<string, (text: string) => string> = {
  'an object': (text) => JSON.stringify({ level: 'info', message: text }),
  'a list': (text) => JSON.stringify([1, text, null]),
  'a string': (text) => JSON.stringify(text),
  'an object in a line': (text) => `2026-03-10T03:08:00Z INFO ${JSON.stringify({ detail: text })} done`,
  'an object with escaped slashes': (text) => JSON.stringify({ url: text }).replaceAll('/', '\\/'),
  'an object in escapes only': (text) =>
    `{"m":"${Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"}`,
};
const wraps = fc.array(fc.constantFrom(...Object.keys(WRAP)), { maxLength: 4 });
const wrapped = (text: string, levels: readonly string[]) =>
  levels.reduce((inner, level) => WRAP[level]?.(inner) ?? inner, text);

/** Every text that anybody could get by decoding JSON in a value, to any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const braces = [value.indexOf('{'), value.indexOf('[')].filter((at) => at > 0);
    const parts = [
      value,
      ...braces.map((at) => value.slice(at, value.lastIndexOf(value[at] === '{' ? '}' : ']') + 1)),
    ];
    return [value, ...parts.flatMap((part) => textsIn(parsed(part)))];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value === text ? undefined : value;
  } catch {
    return undefined;
  }
}

describe('what is stored', () => {
  it('holds nothing at any depth that cleaning would still change', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLANTED),
        wraps,
        fc.string({ unit: 'binary' }),
        ([text, secret], levels, noise) => {
          const stored = cleanRecord({ line: `${wrapped(text, levels)} ${noise}` });
          for (const one of textsIn(stored)) {
            expect(one).not.toContain(secret);
            expect(cleanText(one)).toBe(one);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('can always be hashed, whatever halves of characters came in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), wraps, (text, levels) => {
        const stored = cleanRecord({ line: wrapped(`\uD83D${text}\uDC00`, levels), name: `\uD83D${text}` });
        expect(() => canonical(stored)).not.toThrow();
      }),
    );
  });

  it('is left as it came, byte for byte, where nothing has to go', () => {
    const line = '{"id": 12345678901234567890, "a":"caf\\u00e9", "dup":1, "dup":2}';
    expect(cleanText(line)).toBe(line);
  });

  it.each([
    ['"\\u0041KIAIOSFODNN7EXAMPLE', 'KIAIOSFODNN7'],
    ['{"cut":"\\u0041KIAIOSFODNN7EXAMPLE', 'KIAIOSFODNN7'],
    ['{"cut":"postgres:\\/\\/u:hunter2@h', 'hunter2'],
    ['{"cut":"password\\u003dhunter2', 'hunter2'],
    ['{"cut":"{\\"password\\":\\"hunter2', 'hunter2'],
    ['{"cut":"a\\u202eb', 'u202e'],
    ['{"cut":"a\\u001bb', 'u001b'],
  ])('has no secret in JSON that was cut: %s', (text, secret) => {
    expect(cleanText(text)).not.toContain(secret);
  });

  it.each(['C:\\build\\front\\reports\\u.txt', 'C:\\users\\new\\table', '100%20 of \\d+ and \\w'])(
    'keeps backslashes that are none of JSON: %s',
    (text) => {
      expect(cleanText(text)).toBe(text);
    },
  );

  it('does not let a log line turn the search off', () => {
    const line =
      '/* secretlint-disable */ npm_012345678901234567890123456789012345 // secretlint-disable-line';
    expect(cleanText(line)).not.toContain('npm_0');
  });

  it('hides values of pairs, lists and numbers under names of secrets, in records and in lines', () => {
    const held: Json = {
      Parameters: [{ ParameterKey: 'DbPassword', ParameterValue: 'hunter2' }],
      env: [{ value: 'hunter2', name: 'API_KEY' }],
      tokens: { auth_token: ['hunter2', 'hunter3'], pin: 1234 },
      jwk: { kty: 'RSA', n: 'public', d: 'hunter2' },
    };
    for (const stored of [cleanRecord(held), cleanText(`x ${JSON.stringify(held)}`)]) {
      expect(JSON.stringify(stored)).not.toMatch(/hunter|1234/);
      expect(JSON.stringify(stored)).toMatch(/public/);
    }
  });
});

describe('an identity', () => {
  it.each(['🔥 checkout ❤\uFE0F', 'jo@example.com', 'password=x', 'a\u202Eb', 'orders {"a":"\\u0041"}'])(
    'is kept byte for byte, since AWS is asked by it: %j',
    (name) => {
      const record = {
        alarmName: name,
        metrics: [{ name, namespace: name, dimensions: { [name]: name } }],
        tags: { [name]: 'x' },
        expression: `SUM(${name})`,
      };
      expect(cleanRecord(record)).toEqual(record);
    },
  );

  it('is no place to hide a token in', () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    expect(JSON.stringify(cleanRecord({ name: token, dimensions: { Key: token } }))).not.toContain(token);
  });

  it('has values of tags cleaned that stand beside it', () => {
    expect(cleanRecord({ tags: { owner: 'jo@example.com', password: 'hunter2' } })).toEqual({
      tags: { owner: '[redacted e-mail]', password: '[redacted]' },
    });
  });
});

describe('what may be shown', () => {
  it('has no character that paints, hides or turns', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(neutralize(text)).not.toMatch(
          /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029]|(?![\t\n])\p{Cc}/u,
        );
      }),
    );
    expect(neutralize('a\u2028b\u061Cc\u0085d\u009B31me\u202Ef')).toBe('a bcd31mef');
  });
});
