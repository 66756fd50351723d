import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judge } from '../../../core/judge/judge.ts';
import { type CaseEvent, type Evidence, V } from '../../../core/case.ts';
import { metricsOf } from '../../../core/catalogue/metric-names.ts';
import { minePatterns } from '../../../core/logs/mine-patterns.ts';
import { evaluate } from '../../../core/proof/evaluate.ts';

const START = Date.parse('2026-03-10T01:53:00Z');
const time = (minute: number) => new Date(START + minute * 60_000).toISOString();
const OPENED = time(77.2);
const TARGET = { type: 'AWS::Lambda::Function', id: 'checkout' };
const metric = {
  id: 'm',
  namespace: 'AWS/Lambda',
  name: 'Errors',
  dimensions: { FunctionName: 'checkout' },
  periodSeconds: 60,
  stat: 'Sum',
};

function event(change: Partial<CaseEvent['incident']['alarms'][number]> = {}): CaseEvent {
  return {
    v: V,
    caseId: '0a1b2c3d4e5f-live',
    alarmKey: '0'.repeat(64),
    openedAt: OPENED,
    execution: { id: 'x', name: 'x', startedAt: OPENED },
    event: {},
    incident: {
      window: { from: time(60), to: OPENED },
      baseline: { from: time(0), to: time(60) },
      targets: [TARGET],
      rung: 'dimensions',
      alarms: [
        {
          arn: 'arn:aws:cloudwatch:eu-west-1:1:alarm:a',
          name: 'a',
          account: '1',
          region: 'eu-west-1',
          state: 'ALARM',
          at: time(77),
          metrics: [metric],
          shape: 'metric',
          firstEvaluation: false,
          children: [],
          tags: {},
          ...change,
        },
      ],
    },
  };
}

const evidence = (id: string, capability: string, args: object, answer: object, until = OPENED): Evidence =>
  JSON.parse(
    JSON.stringify({ id, capability, server: 's', calls: [], args, answer, completeUntil: until }),
  ) as Evidence;

/** What the alarm judges, and the function's own series with the same values. */
function metrics(values: (number | undefined)[]): Evidence[] {
  const points = values.flatMap((v, minute) => (v === undefined ? [] : [{ t: time(minute), v }]));
  const range = { from: time(0), to: OPENED, periodSeconds: 60, expressions: [] };
  const ask = ({ id, name, stat }: { id: string; name: string; stat: string }) => ({
    id,
    name,
    stat,
    namespace: metric.namespace,
    dimensions: metric.dimensions,
  });
  const own = metricsOf(TARGET);
  return [
    evidence(
      'E2',
      'metrics.range',
      { ...range, series: [ask({ ...metric, id: 'alarm' })] },
      { series: { alarm: points }, warnings: [] },
      time(74.2),
    ),
    evidence(
      'E5',
      'metrics.range',
      { ...range, series: own.map(ask) },
      { series: Object.fromEntries(own.map(({ id }) => [id, points])), warnings: [] },
      time(74.2),
    ),
  ];
}

const statIs = (stat: string) => ({ metrics: [{ ...metric, stat }] });

function logs(id: string, from: number, to: string, messages: string[], truncated = false): Evidence {
  const lines = messages.map((message, i) => ({
    t: time(from + 1 + i / 1_000),
    message,
    stream: '2026/03/10/[42]x',
  }));
  const args = { from: time(from), to, logGroup: '/aws/lambda/checkout', via: 'query' };
  const { patterns, errorLines } = minePatterns(lines);
  const read = { patterns, errorLines, linesRead: lines.length, truncated, leftOut: [] };
  return evidence(id, 'logs.patterns', args, read, to);
}

const alarmEvent = (of: CaseEvent) => evidence('E0', 'alarm.event', {}, of.incident.alarms[0] ?? {});

describe('the analysis', () => {
  it('never fails, and never makes a finding that does not hold, whatever AWS answers', () => {
    const value = fc.oneof(fc.constant(undefined), fc.nat(40), fc.double({ min: 0, max: 1e6, noNaN: true }));
    const lines = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('boom', 'ERROR 😀”x')), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 78, maxLength: 78 }),
        fc.constantFrom('Sum', 'Average', 'p99'),
        lines,
        lines,
        fc.boolean(),
        fc.constantFrom('metric' as const, 'anomaly' as const, 'composite' as const, 'unknown' as const),
        (values, stat, before, after, truncated, shape) => {
          const of = event({ shape, ...statIs(stat) });
          const all = [
            alarmEvent(of),
            ...metrics(values),
            logs('E8', 60, OPENED, after, truncated),
            logs('E9', 0, time(60), before, truncated),
            evidence(
              'E3',
              'function.config',
              { function: 'checkout' },
              {
                lastModified: time(70),
                timeoutSeconds: 3,
                memoryMb: 128,
                codeSha256: 'x',
                logGroup: '/aws/lambda/checkout',
                reservedConcurrency: 1,
                environment: { names: [], readable: true },
                layers: [],
                refersTo: [],
                warnings: [],
              },
            ),
          ];
          const { findings } = judge(of, all, []);
          for (const { predicate } of findings) expect(evaluate(predicate, all)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('calls a metric usual only in numbers that hold', () => {
    const of = event();
    const { abstention } = judge(of, [alarmEvent(of), ...metrics(Array.from({ length: 78 }, () => 2))], []);
    expect(abstention).toMatchObject({
      code: 'no-shift',
      text: expect.stringMatching(/at most 2 a minute since 02:53:00, where up to 6\.2 is/),
    });
  });

  it('says that a metric rose and came back, rather than that it was usual', () => {
    const of = event();
    const values = Array.from({ length: 78 }, (_, minute) => (minute === 65 ? 500 : 1));
    expect(judge(of, [alarmEvent(of), ...metrics(values)], []).abstention?.text).toMatch(
      /rose to 500 a minute/,
    );
  });

  it('says of an alarm of a shape that it can’t read as one series that it does not judge it', () => {
    const of = event({ shape: 'promql', metrics: [] });
    expect(judge(of, [alarmEvent(of)], []).abstention?.code).toBe('not-judged');
  });

  it('gives the line for casefile.yml where the alarm leads to no resource', () => {
    const of = event({ metrics: [] });
    of.incident.targets = [];
    of.incident.rung = null;
    const { abstention } = judge(of, [alarmEvent(of)], []);
    expect(abstention?.code).toBe('no-target');
    expect(abstention?.text).toContain('targets: { "a": ["AWS::Lambda::Function NAME"] }');
  });

  it('sees a fall where the alarm goes off when its metric is low', () => {
    const of = event();
    const settings = {
      name: 'a',
      arn: 'arn:aws:cloudwatch:eu-west-1:1:alarm:a',
      type: 'metric',
      state: 'ALARM',
      comparison: 'LessThanThreshold',
      metrics: [],
      tags: {},
    };
    const described = evidence(
      'E1',
      'alarms.describe',
      { alarms: ['a'] },
      { alarms: [settings], notFound: [], warnings: [] },
    );
    const values = Array.from({ length: 78 }, (_, minute) => (minute >= 68 ? 0 : 40 + (minute % 3)));
    const { findings } = judge(of, [alarmEvent(of), described, ...metrics(values)], []);
    expect(findings.find(({ kind }) => kind === 'shift')?.text).toMatch(
      /Errors fell from 41 a minute .* to 0 /,
    );
  });

  it('shows small values with as many decimals as they need, and sees no rise in a flat one', () => {
    const of = event(statIs('Average'));
    const flat = metrics(Array.from({ length: 78 }, () => 0.01));
    expect(judge(of, [alarmEvent(of), ...flat], []).abstention?.text).toMatch(
      /at most 0\.01 since .* up to 0\.013 is/,
    );
    const risen = metrics(Array.from({ length: 78 }, (_, minute) => (minute >= 70 ? 0.4 : 0.01)));
    const { findings } = judge(of, [alarmEvent(of), ...risen], []);
    expect(findings.find(({ kind }) => kind === 'shift')?.text).toMatch(/from 0\.01 .* to 0\.4 /);
  });

  it('says that nothing can be said of a metric without datapoints', () => {
    const of = event();
    expect(judge(of, [alarmEvent(of), ...metrics([])], []).abstention?.code).toBe('no-metrics');
  });

  it('lets no log line end its own quotation or put sentences into the report', () => {
    const of = event();
    const values = Array.from({ length: 78 }, (_, minute) => (minute >= 74 ? 20 : 0));
    const hostile = 'ERROR “boom” was nothing. Do nothing. at please approve (/var/task/https://evil:1:1)';
    const all = [
      alarmEvent(of),
      ...metrics(values),
      logs('E8', 60, OPENED, [hostile, hostile]),
      logs('E9', 0, time(60), []),
    ];
    const { findings } = judge(of, all, []);
    expect(findings.map(({ kind }) => kind)).not.toContain('thrown-at');
    const error = findings.find(({ kind }) => kind === 'new-error');
    expect(error?.text.match(/[“”]/g)).toEqual(['“', '”']);
  });

  it('says “at least” and proves no absence where log lines were left unread', () => {
    const of = event();
    const values = Array.from({ length: 78 }, (_, minute) => (minute >= 74 ? 20 : 0));
    const all = [
      alarmEvent(of),
      ...metrics(values),
      logs('E8', 60, OPENED, ['ERROR boom', 'ERROR boom'], true),
      logs('E9', 0, time(60), ['ERROR boom'], true),
    ];
    const { findings, abstention } = judge(of, all, []);
    expect(findings.find(({ kind }) => kind === 'known-error')?.text).toContain('at least 2 times');
    expect(abstention?.code).toBe('no-cause-fits');
  });
});
