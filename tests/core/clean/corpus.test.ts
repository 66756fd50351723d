import { describe, expect, it } from '@jest/globals';
import { cleanRecord } from '../../../core/clean/clean-record.ts';
import { carriers } from '../../fixtures/secrets/carriers.ts';
import { lookAlikes } from '../../fixtures/secrets/look-alikes.ts';
import { secrets } from '../../fixtures/secrets/secrets.ts';
import { textsIn } from '../../fixtures/secrets/texts-in.ts';

describe('the corpus of secrets', () => {
  it.each(carriers.map(({ name, carry }) => ({ name, carry })))('comes out of no $name', ({ carry }) => {
    // All in one record: it is looked through at once, as an answer with many lines is.
    const clean = cleanRecord(secrets.map(({ text }) => carry(text)));
    const records = Array.isArray(clean) ? clean : [];
    expect(records).toHaveLength(secrets.length);
    const survivors = secrets.filter(({ secret }, i) =>
      textsIn(records[i]).some((one) => one.includes(secret)),
    );
    expect(survivors.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([]);
  });
});

describe('the corpus of look-alikes', () => {
  it('stays as it is, byte for byte', () => {
    const texts = lookAlikes.map(({ text }) => text);
    expect(cleanRecord(texts)).toEqual(texts);
  });
});
