import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isInsightsQuery, parseInsightsQuery } from '../../../core/alarm/metrics-insights.ts';
import { readMetricEntries } from '../../../core/alarm/metric-entries.ts';

describe('a Metrics Insights query', () => {
  it('selects a metric of a namespace', () => {
    expect(
      parseInsightsQuery(
        'SELECT AVG(ConsumedWriteCapacityUnits) FROM "AWS/DynamoDB" GROUP BY TableName ORDER BY MAX() DESC',
      ),
    ).toEqual({
      namespace: 'AWS/DynamoDB',
      name: 'ConsumedWriteCapacityUnits',
      stat: 'Average',
      where: {},
      groupBy: ['TableName'],
    });
  });

  it('may name a schema, conditions, more labels, quotes, and keywords in any case', () => {
    expect(
      parseInsightsQuery(`select sum("5xx Errors")
        from schema("My/App", Stage, "Api Name")
        where Stage = 'prod' and "Api Name"='it''s' and Region != 'x'
        group by Stage, "Api Name" limit 10`),
    ).toEqual({
      namespace: 'My/App',
      name: '5xx Errors',
      stat: 'Sum',
      where: { Stage: 'prod', 'Api Name': "it's" },
      groupBy: ['Stage', 'Api Name'],
    });
  });

  it('has no sure condition if it says OR or NOT', () => {
    const query = (where: string) => parseInsightsQuery(`SELECT MAX(a) FROM b WHERE ${where}`)?.where;
    expect(query("x = '1' OR y = '2'")).toEqual({});
    expect(query("NOT (x = '1')")).toEqual({});
    expect(query("OR_not = '1'")).toEqual({ OR_not: '1' });
  });

  it.each([
    '',
    'SELECT',
    'SELECT P99(a) FROM b',
    'SELECT AVG(a)',
    "SELECT AVG('a') FROM b",
    'SELECT AVG(a) FROM "b',
  ])('that does not say what it selects gives nothing: %s', (text) => {
    expect(parseInsightsQuery(text)).toBeUndefined();
  });

  it('gives dimensions from its conditions and the contributor, but accounts and tags are none', () => {
    const expression = `SELECT COUNT(Errors) FROM "AWS/Lambda" WHERE Stage = 'prod' AND tag.team = 'a' GROUP BY FunctionName, AWS.AccountId`;
    const attributes = { FunctionName: 'checkout-api', 'AWS.AccountId': '210987654321' };
    expect(readMetricEntries([{ id: 'q', expression }], attributes)[0]?.metric).toEqual({
      id: 'q',
      namespace: 'AWS/Lambda',
      name: 'Errors',
      dimensions: { Stage: 'prod', FunctionName: 'checkout-api' },
      periodSeconds: 60,
      stat: 'SampleCount',
      account: '210987654321',
    });
  });

  it('may be any text', () => {
    const parts = fc.constantFrom(
      'SELECT',
      'AVG',
      '(',
      ')',
      'FROM',
      'a',
      '"',
      "'",
      '\\',
      ' ',
      'WHERE',
      '=',
      '__proto__',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(parts).map((list) => `SELECT AVG(a) FROM b ${list.join(' ')}`),
    );
    fc.assert(
      fc.property(text, (query) => {
        expect(() => parseInsightsQuery(query)).not.toThrow();
      }),
    );
  });

  it.each(['"', "'", '\\"', '""', 'a ', ' ', "a='b' ", 'GROUP ', '(', '"\\'])(
    'of fifty thousand characters is read in one pass: %s',
    (part) => {
      const hostile = part.repeat(50_000 / part.length);
      expect(parseInsightsQuery(`SELECT AVG(a) FROM b WHERE ${hostile}`)?.name).toBe('a');
      expect(parseInsightsQuery(hostile)).toBeUndefined();
      expect(isInsightsQuery(hostile)).toBe(false);
    },
  );
});
