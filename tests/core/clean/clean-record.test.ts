import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanText } from '../../../core/clean/clean-texts.ts';
import { cleanRecord } from '../../../core/clean/clean-record.ts';
import { neutralize } from '../../../core/neutralize.ts';

/** What an engineer follows an incident by. */
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const word = fc.stringMatching(/^[a-z][a-z0-9]{1,12}$/);
const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
const EVIDENCE: Record<string, fc.Arbitrary<string>> = {
  'a request id': fc.uuid(),
  'a trace id': fc.tuple(hex(8), hex(24)).map(([a, b]) => `1-${a}-${b}`),
  'a time in epoch units': fc
    .constantFrom(10, 13, 16, 19)
    .chain((length) => digits(length - 2).map((rest) => `17${rest}`)),
  'the host of a database': fc
    .tuple(word, word)
    .map(([user, db]) => `${user}@${db}.c9ak.eu-west-1.rds.amazonaws.com`),
  'a connection string without a password': fc
    .tuple(word, word)
    .map(([user, db]) => `postgresql://${user}@${db}.example.com:5432/x`),
  'a repository': fc.tuple(word, word).map(([org, repo]) => `git@github.com:${org}/${repo}.git`),
  'who an ARN names': fc
    .tuple(digits(12), word)
    .map(([account, who]) => `arn:aws:iam::${account}:user/${who}@example.com`),
};

/** The number of a card: an issuer's beginning, any digits, and the check digit that fits. */
const card = fc
  .tuple(fc.constantFrom('4111', '5105', '2223', '6011', '6500'), digits(11), fc.constantFrom('', ' ', '-'))
  .map(([issuer, rest, between]) => {
    const body = issuer + rest;
    const sum = body.split('').reduce((total, digit, i) => {
      const doubled = i % 2 === 0 ? Number(digit) * 2 : Number(digit);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    const whole = `${body}${(10 - (sum % 10)) % 10}`;
    return (whole.match(/.{4}/g) ?? []).join(between);
  });

/** What stands around it in a log line, of one kind or another. */
const around = fc.constantFrom(
  ['', ''],
  ['"', '"'],
  ['to ', ' failed'],
  ['{"x":"', '"}'],
  ['x=', ', y=1'],
  ['(', ')'],
  ['\t', '\n'],
);

const SECRETS: [string, string][] = [
  ['an access key id', 'key AKIAIOSFODNN7EXAMPLE used'],
  ['a bearer token', 'Authorization: Bearer abcdef0123456789abcdef'],
  ['a password in JSON', '{"user":"x","password":"hunter2hunter2"}'],
  ['a password assignment', 'db_password=hunter2hunter2 host=x'],
  ['a password in a connection string', 'postgres://app:hunter2hunter2@db:5432/x'],
  ['a password behind a user with a domain', 'postgres://jo@corp.example:hunter2hunter2@db:5432/x'],
  ['a signature in a presigned URL', 'https://b.s3.amazonaws.com/k?X-Amz-Signature=hunter2hunter2&x=1'],
  ['a JSON web token', 'token eyJhbGciOiJIUzI1NiJ9.hunter2hunter2.c2lnbmF0dXJl end'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nhunter2hunter2\n-----END RSA PRIVATE KEY-----'],
];

describe('redaction', () => {
  it.each(SECRETS)('removes %s and leaves a mark', (_kind, text) => {
    const clean = cleanText(text);
    expect(clean).not.toMatch(/hunter2|AKIAIOSF|abcdef0123/);
    expect(clean).toContain('[redacted');
  });

  it('removes a value whose key names a secret, at any depth', () => {
    expect(cleanRecord({ a: [{ apiKey: 'zzz', note: 'ok' }] })).toEqual({
      a: [{ apiKey: '[redacted]', note: 'ok' }],
    });
  });

  it.each([
    'connect to postgresql://app@orders.c9ak.eu-west-1.rds.amazonaws.com:5432/orders failed',
    'app@orders.c9ak.eu-west-1.rds.amazonaws.com: too many connections',
    'lost node worker@ip-10-0-0-7.eu-west-1.compute.internal',
    'cloning git@github.com:shop/orders.git',
    'registered logger@orders.handler',
    'at main@vendor.min.js:10:5',
    'ready typescript@5.7.2 react@19.0.0-rc.1 node@ip-10-0-0-7.eu-west-1',
    'arn:aws:sts::111122223333:assumed-role/Admin/anna@example.com changed it',
    'arn:aws:iam::111122223333:user/ops/anna@example.com',
  ])('keeps a host, a module and who an ARN names, though they look like an address: %s', (text) => {
    expect(cleanRecord({ text, resources: [text] })).toEqual({ text, resources: [text] });
  });

  it.each([
    ['https://shop.example/reset?to=jo@example.com', 'https://shop.example/reset?to=[redacted e-mail]'],
    ['https://shop.example?to=jo@example.com', 'https://shop.example?to=[redacted e-mail]'],
    [
      'arn:aws:sns:eu-west-1:111122223333:mail to jo@example.com',
      'arn:aws:sns:eu-west-1:111122223333:mail to [redacted e-mail]',
    ],
    ['jo@example.com:secret7', '[redacted e-mail]:secret7'],
    ['GET /users?email=jo.doe%40example.com&page=2', 'GET /users?email=[redacted e-mail]&page=2'],
    [
      '<Arn>arn:aws:sns:eu-west-1:111122223333:mail</Arn><To>jo@example.com</To>',
      '<Arn>arn:aws:sns:eu-west-1:111122223333:mail</Arn><To>[redacted e-mail]</To>',
    ],
    [
      '/x?topic=arn:aws:sns:eu-west-1:111122223333:mail&to=jo@example.com',
      '/x?topic=arn:aws:sns:eu-west-1:111122223333:mail&to=[redacted e-mail]',
    ],
    [
      '[arn:aws:sqs:eu-west-1:111122223333:q]jo@example.com',
      '[arn:aws:sqs:eu-west-1:111122223333:q][redacted e-mail]',
    ],
    ['GetObject avatars/jo@example.com_64.png', 'GetObject avatars/[redacted e-mail]_64.png'],
    ['GetObject exports/jo@example.com.json', 'GetObject exports/[redacted e-mail]'],
    [`key ${'cache_v2_'.repeat(9)}jo.doe@example.com`, 'key [redacted e-mail]'],
    ['to anna@müller.example and rené@example.com', 'to [redacted e-mail] and [redacted e-mail]'],
    ['to jo@xn--mller-kva.xn--p1ai', 'to [redacted e-mail]'],
    ['请联系jo@example.com谢谢', '请联系[redacted e-mail]谢谢'],
    ['postgresql://app:hunter2@orders.example.com/x', 'postgresql://app:[redacted]@orders.example.com/x'],
  ])('removes an address wherever else it stands: %s', (text, clean) => {
    expect(cleanRecord(text)).toBe(clean);
  });

  it('removes addresses and card numbers of persons from results, and keeps who changed something', () => {
    const text = 'to jo.doe+shop@mail.example.com, card 4111 1111 1111 1111 or 378282246310005';
    expect(cleanRecord({ text })).toEqual({
      text: 'to [redacted e-mail], card [redacted card number] or [redacted card number]',
    });
    expect(cleanRecord({ by: 'Developer/jo@example.com' })).toEqual({ by: 'Developer/jo@example.com' });
    expect(cleanRecord({ by: 'password=hunter2hunter2' })).toEqual({ by: 'password=[redacted]' });
  });

  it('removes addresses from keys too, and loses nothing that stands under them', () => {
    expect(cleanRecord({ 'jo@example.com': 3, 'anna@example.com': 5, 'a b': 1 })).toEqual({
      '[redacted e-mail]': 3,
      '[redacted e-mail] 2': 5,
      'a b': 1,
    });
  });

  it.each([
    'lodash@4.17.21 user@host @aws-sdk/client-s3',
    'at 1773112345678901 (order 4111111111111112)',
    'RequestId: 7f3a1c52-4111-4111-1111-52cf0a6e1b77',
    '2026/03/10/[42]4111111111111111abcdef',
  ])('takes %s for what it is', (text) => {
    expect(cleanRecord(text)).toBe(text);
  });

  it.each(Object.entries(EVIDENCE))('keeps %s, wherever it stands', (_kind, evidence) => {
    fc.assert(
      fc.property(evidence, around, (text, [before, behind]) => {
        const line = `${before}${text}${behind}`;
        expect(cleanRecord({ line })).toEqual({ line });
      }),
    );
  });

  it.each([
    ['a card number', card],
    ['an address', fc.tuple(word, word).map(([name, host]) => `${name}@${host}.example.com`)],
  ])('lets %s through nowhere', (_kind, planted) => {
    fc.assert(
      fc.property(planted, around, (text, [before, behind]) => {
        expect(JSON.stringify(cleanRecord({ line: `${before}${text}${behind}` }))).not.toContain(text);
      }),
    );
  });

  it('lets no secret through, wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS), around, ([, text], [before, behind]) => {
        const clean = JSON.stringify(cleanRecord({ line: `${before}${text}${behind}` }));
        expect(clean).not.toMatch(/hunter2|AKIAIOSF|abcdef0123/);
      }),
    );
  });

  it('neutralises invisible characters and terminal control codes', () => {
    expect(cleanText('a\u200Bb\u202Ec\u001B[31md')).toBe('abc[31md');
    expect(cleanText(`x${String.fromCodePoint(0xe0041)}y`)).toBe('xy');
  });

  it('leaves ordinary log lines as they are', () => {
    const line =
      "TypeError: Cannot read properties of undefined (reading 'token')\n\tat handler (/var/task/a.js:1:2)";
    expect(cleanText(line)).toBe(line);
  });

  it('changes nothing more when applied twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...SECRETS), (noise, [, secret]) => {
        const once = cleanText(`${noise} ${secret} ${noise}`);
        expect(cleanText(once)).toBe(once);
      }),
    );
  });

  it('stays linear on hostile text', () => {
    for (const unit of [
      'password',
      'a:',
      '://',
      'Bearer ',
      'eyJ',
      '-----BEGIN ',
      '"secret"',
      'x@',
      'arn:aws:x:',
      ' a@b.cc',
      '=',
    ]) {
      const hostile = unit.repeat(Math.ceil(256_000 / unit.length));
      // What is quadratic takes minutes here: the test's own time limit ends it.
      expect(() => cleanRecord(hostile)).not.toThrow();
    }
  });

  it('lets no invisible character arise from halves that it takes apart', () => {
    expect(neutralize('a\uDB40\uDB40\uDC41\uDC41b')).not.toMatch(/\uDB40[\uDC00-\uDFFF]/);
  });
});
