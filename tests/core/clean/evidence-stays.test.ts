import { describe, expect, it } from '@jest/globals';
import { cleanRecord } from '../../../core/clean/clean-record.ts';
import { cleanText } from '../../../core/clean/clean-texts.ts';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

describe('what stands beside a secret', () => {
  it.each([
    [
      `10:11 | ${TOKEN} | 503 | orders table missing`,
      '10:11 | [redacted token] | 503 | orders table missing',
    ],
    [`used ${TOKEN}: 401 Unauthorized`, 'used [redacted token]: 401 Unauthorized'],
    [`client ${TOKEN}: OrdersTableMissing`, 'client [redacted token]: OrdersTableMissing'],
    ['GET / cookie: a=b status=500 error=Missing', 'GET / cookie: [redacted] status=500 error=Missing'],
    [
      'user-agent: -----BEGIN PRIVATE KEY----- x\nERROR orders table dropped',
      'user-agent: [redacted private key] x\nERROR orders table dropped',
    ],
    ['mysql://app:<password>@db.example.com/app', 'mysql://app:<password>@db.example.com/app'],
  ])('stays in %j', (line, clean) => {
    expect(cleanText(line)).toBe(clean);
  });

  it('stays in a line whose escapes form new ones as they are taken out', () => {
    const unseen = `${'\\u20'.repeat(5)}\\u200b${'0b'.repeat(5)}`;
    const line = JSON.stringify({ userAgent: `?q=${unseen}`, error: 'orders table missing' });
    expect(cleanText(line)).toContain('orders table missing');
  });

  it('stays in JSON that is quoted in a line, with its quotation marks', () => {
    expect(cleanText('msg="{\\"m\\":\\"--token abcdefghijkl12\\",\\"err\\":\\"E\\"}" took=3')).toBe(
      'msg="{\\"m\\":\\"--token [redacted]\\",\\"err\\":\\"E\\"}" took=3',
    );
  });

  it('stays JSON if a line end of Unicode stands in it', () => {
    const clean = cleanText('{"msg":"line\u2028end","n":1}');
    expect(JSON.parse(clean)).toEqual({ msg: 'line end', n: 1 });
  });
});

describe('texts of one record', () => {
  it.each([
    [['cut: password="{', 'api_key=abcdef1234567', 'say "hi"']],
    [['POST /login', 'password reset queue has 4012 messages']],
    [['<password ', 'stage="prod">Error: table missing</Message>']],
    [['-----BEGIN RSA PRIVATE KEY-----', 'QUJD', 'orders table missing']],
  ])('are cleaned as each of them is alone: %j', (texts) => {
    expect(cleanRecord(texts)).toEqual(texts.map((text) => cleanText(text)));
  });
});

describe('a value that looks like a placeholder', () => {
  it.each(['$ecret1234', '!Winter2024', 'config-Tr0ub4dor3', 'data-9f8a7s6d5f'])(
    'is hidden all the same: %s',
    (value) => {
      expect(cleanRecord({ password: value })).toEqual({ password: '[redacted]' });
      expect(cleanText(`password=${value}`)).not.toContain(value);
    },
  );
});
