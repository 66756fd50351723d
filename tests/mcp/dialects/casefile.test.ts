import { describe, expect, it } from '@jest/globals';
import { type Call, type Probe, V } from '../../../core/case.ts';
import type { Json } from '../../../core/canonical.ts';
import { type CapabilityName, capabilities } from '../../../core/evidence/capabilities.ts';
import { casefile } from '../../../mcp/dialects/casefile/casefile.ts';
import { errorLinesQuery } from '../../../mcp/dialects/error-lines.ts';
import { refusalOf } from '../../../mcp/servers/cloudwatch/allowed-query.ts';

const RANGE = { from: '2026-03-10T02:00:00.000Z', to: '2026-03-10T03:00:00.000Z' };

function probe(capability: CapabilityName, args: Probe['args']): Probe {
  return { id: 'P1', server: 's', capability, args, timeoutMs: 1_000, cost: { calls: 1 } };
}

const calls = (...results: Json[]): Call[] =>
  results.map((result, i) => ({
    v: V,
    id: `P1.${i + 1}`,
    probe: 'P1',
    server: 's',
    tool: 't',
    args: {},
    outcome: { result },
    hash: '0'.repeat(64),
    durationMs: 1,
  }));

const next = (question: Probe, ...results: Json[]) => casefile.next(question, calls(...results), 'eu-west-1');

function read(capability: CapabilityName, args: Probe['args'], ...results: Json[]) {
  const reading = casefile.read(probe(capability, args), calls(...results));
  return 'failure' in reading
    ? reading.failure.reason
    : capabilities[capability].answer.safeParse(reading.answer).data;
}

describe('the dialect of our own servers', () => {
  it('takes a series that AWS did not answer completely as not answered', () => {
    const args = { ...RANGE, periodSeconds: 60, series: [], expressions: [] };
    const series = [
      { id: 'alarm', status: 'InternalError', points: [] },
      { id: 'errors', status: 'Complete', points: [{ t: RANGE.from, v: 1 }] },
    ];
    expect(read('metrics.range', args, { series, warnings: [] })).toEqual({
      series: { errors: [{ t: RANGE.from, v: 1 }] },
      warnings: ['series alarm is InternalError'],
    });
  });

  it('says of partial lists that they are partial', () => {
    const args = { ...RANGE, stack: 'shop' };
    expect(read('stack.events', args, { events: [], showing: 'Showing 0 events; there are more.' })).toEqual({
      events: [],
      truncated: true,
    });
    const looked = { ...RANGE, resources: ['x'] };
    expect(read('changes.lookup', looked, { events: [], warnings: ['us-east-1: denied'] })).toEqual({
      events: [],
      truncated: true,
    });
  });

  it('polls a query until it is final, and gives up on one that fails', () => {
    const args = { ...RANGE, logGroup: 'g', via: 'query' };
    const question = probe('logs.patterns', args);
    const running = { status: 'Running', rows: [] };
    expect(next(question)?.tool).toBe('start_query');
    expect(next(question, { queryId: 'q' })?.tool).toBe('get_query_results');
    expect(next(question, { queryId: 'q' }, running)?.pauseMs).toBeGreaterThan(0);
    expect(next(question, { queryId: 'q' }, { ...running, status: 'Complete' })).toBeUndefined();
    expect(read('logs.patterns', args, { queryId: 'q' }, { ...running, status: 'Failed' })).toBe('failed');
    expect(read('logs.patterns', args, { queryId: 'q' }, running)).toBe('timeout');
  });

  it('asks again without the lines that hide the others, and says which those are', () => {
    const args = { ...RANGE, logGroup: 'g', via: 'query' };
    const question = probe('logs.patterns', args);
    const row = (message: string, i: number) => ({
      '@timestamp': `2026-03-10 02:10:${10 + (i % 40)}.000`,
      '@message': message,
      '@logStream': 's',
    });
    const noise = Array.from({ length: 50 }, (_, i) => row(`order placed well errors=0 n=${i}`, i));
    const first = { status: 'Complete', rows: noise, matched: 90_000, showing: '50 of 90000 lines' };
    const again = next(question, { queryId: 'q' }, first);
    expect(again?.tool).toBe('start_query');
    expect(again?.args['query']).toContain('| filter @message not like "order placed well errors"');
    const second = { status: 'Complete', rows: [row('TypeError: x is undefined', 1)], matched: 1 };
    const results = [{ queryId: 'q' }, first, { queryId: 'r' }, second];
    expect(next(question, ...results)).toBeUndefined();
    const reading = casefile.read(question, calls(...results));
    expect('answer' in reading && reading.answer).toMatchObject({
      patterns: [{ pattern: 'TypeError: x is undefined', count: 1 }],
      linesRead: 51,
      errorLines: 1,
      truncated: false,
      leftOut: ['order placed well errors'],
    });
    // Equal lines of one moment are lines all the same, and those that both queries give are counted once.
    const twice = [row('TypeError: x is undefined', 1), row('TypeError: x is undefined', 1)];
    const both = casefile.read(
      question,
      calls(
        { queryId: 'q' },
        { ...first, rows: [...noise, ...twice] },
        { queryId: 'r' },
        { ...second, rows: twice },
      ),
    );
    expect('answer' in both && both.answer).toMatchObject({ linesRead: 52, errorLines: 2 });
    // Where nothing can be left out, what was read is a sample.
    const unlike = { ...first, rows: ['a', 'b', 'c'].map((word, i) => row(`Error: ${word.repeat(9)}`, i)) };
    const left = next(question, { queryId: 'q' }, { ...unlike, rows: [] });
    expect(left).toBeUndefined();
  });

  it('asks for lines by a query that our own server takes, whatever is left out', () => {
    expect(refusalOf(errorLinesQuery())).toBeUndefined();
    expect(refusalOf(errorLinesQuery(['order placed well', 'error budget ok']))).toBeUndefined();
  });

  it('asks by filter for no more than AWS takes, in whole quotes', () => {
    const asked = next(probe('logs.patterns', { ...RANGE, logGroup: 'g', via: 'scan' }));
    const pattern = JSON.stringify(asked?.args['filterPattern']).slice(1, -1).replaceAll('\\"', '"');
    expect(pattern.length).toBeLessThanOrEqual(1_024);
    expect(pattern.replace(/\?"[^"]+"/g, '')).not.toContain('"');
  });

  it('asks for no filter term that Lambda’s own lines match', () => {
    const asked = next(probe('logs.patterns', { ...RANGE, logGroup: 'g', via: 'scan' }));
    const pattern = asked?.args['filterPattern'] as string;
    const terms = [...pattern.matchAll(/\?(?:"([^"]+)"|(\S+))/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? '',
    );
    const own = [
      'START RequestId: 7f3a1c52-9d1e-4b7a-8a34-52cf0a6e1b77 Version: 42',
      'END RequestId: 7f3a1c52-9d1e-4b7a-8a34-52cf0a6e1b77',
      'REPORT RequestId: x\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 67 MB\tInit Duration: 183.57 ms\t',
    ];
    expect(terms.filter((term) => own.some((line) => line.includes(term)))).toEqual([]);
    expect(terms).toContain('Error');
  });

  it('takes what does not fit the capability as malformed', () => {
    expect(read('stack.find', { physicalId: 'x' }, { other: 1 })).toBeUndefined();
    expect(read('alarms.describe', { alarms: ['x'] }, { alarms: 'none' })).toBe('malformed');
    expect(next(probe('alarms.describe', { alarms: [] }))).toBeUndefined();
  });
});
