import { describe, expect, it } from '@jest/globals';
import { compare, tableOf } from './compare.ts';
import type { Answered } from './requests.ts';

const answered = (body: object): Answered => ({
  answer: {},
  raw: { status: 200, headers: {}, body: JSON.stringify(body) },
});
const refused = (error: string, status = 400, body = ''): Answered => ({
  answer: {},
  error,
  raw: { status, headers: {}, body },
});

describe('comparing two answers', () => {
  it('counts what both have, and tells apart what one has', () => {
    const row = compare(
      'a B',
      answered({ A: 1, L: [{ X: 'x' }], Mine: 1 }),
      answered({ A: 2, L: [{ X: '' }], Theirs: 1 }),
    );
    expect(row).toMatchObject({ same: 4, onlySimulator: ['Mine'], onlyPeer: ['Theirs'] });
    expect(row.unexplained).toEqual(['a B: only the simulator has Mine']);
  });

  it('finds other types', () => {
    expect(compare('a B', answered({ T: 1 }), answered({ T: '1' })).unexplained).toEqual([
      'a B: T is number, there string',
    ]);
  });

  it('says nothing of what an empty list would hold', () => {
    const full = answered({ L: [{ X: [{ Y: 1 }] }] });
    expect(compare('a B', full, answered({ L: [] }))).toMatchObject({
      same: 1,
      onlySimulator: [],
      unexplained: [],
    });
    expect(compare('a B', answered({ L: [] }), full)).toMatchObject({ same: 1, onlyPeer: [] });
  });

  it('compares refusals by name and status', () => {
    expect(compare('a B', refused('No', 404), refused('No', 404)).unexplained).toEqual([]);
    expect(compare('a B', refused('No', 404), refused('No', 400)).unexplained).toHaveLength(1);
    expect(compare('a B', refused('No'), answered({})).unexplained).toHaveLength(1);
    expect(compare('a B', answered({}), refused('No')).unexplained).toHaveLength(1);
  });

  it('lists what the other does not have as that', () => {
    const row = compare('a B', answered({ A: 1 }), refused('X', 400, 'Unknown action: B'));
    expect(row).toMatchObject({ unexplained: [], notes: ['ministack does not have it'] });
  });

  it('explains what is known, and writes it into the table', () => {
    const row = compare('logs GetQueryResults', answered({ queryLanguage: 'CWLI' }), answered({}));
    expect(row.unexplained).toEqual([]);
    expect(tableOf([row])).toContain('| `queryLanguage` |  | the SDK models it');
  });
});
