import { describe, expect, it } from '@jest/globals';
import { caseConfig, parseConfig } from '../../../adapters/config/config.ts';
import { type Call, type Probe, V } from '../../../core/case.ts';
import type { Json } from '../../../core/canonical.ts';
import { type CapabilityName, capabilities } from '../../../core/evidence/capabilities.ts';
import { casefile } from '../../../mcp/dialects/casefile/casefile.ts';
import { documentsServer } from '../../../mcp/servers/documents/server.ts';
import { OWN_SERVERS, loadServer } from '../../../mcp/servers/own-servers.ts';

const RANGE = { from: '2026-03-10T02:00:00.000Z', to: '2026-03-10T03:00:00.000Z' };

function probe(capability: CapabilityName, args: Probe['args']): Probe {
  return { id: 'P1', server: 's', capability, args, timeoutMs: 1_000, cost: { calls: 1 } };
}

const calls = (results: Json[]): Call[] =>
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

/** Every call that a question takes, and its answer, checked against the capability. */
function ask(capability: CapabilityName, args: Probe['args'], ...results: Json[]) {
  const question = probe(capability, args);
  const asked = [];
  for (let n = 0; n <= results.length; n++) {
    const next = casefile.next(question, calls(results.slice(0, n)), 'eu-west-1');
    if (next === undefined) break;
    asked.push([next.tool, next.args]);
  }
  const reading = casefile.read(question, calls(results));
  if ('failure' in reading) throw new Error(reading.failure.detail);
  return { asked, answer: capabilities[capability].answer.parse(reading.answer) };
}

/** Why there is no answer. */
function refusal(capability: CapabilityName, args: Probe['args'], ...results: Json[]) {
  const reading = casefile.read(probe(capability, args), calls(results));
  return 'failure' in reading ? reading.failure : undefined;
}

const metric = { namespace: 'Shop', name: 'Latency', dimensions: { Route: '/pay' } };
const alarm = (name: string, state: string, stateSince: string, more: Record<string, Json> = {}) => ({
  name,
  arn: `arn:${name}`,
  type: 'metric',
  state,
  stateReason: 'because',
  stateSince,
  metrics: [{ id: 'm1', ...metric, stat: 'Sum', periodSeconds: 60 }],
  ...more,
});
const list = (alarms: Json[], more: Record<string, Json> = {}) => ({
  alarms,
  notFound: [],
  warnings: [],
  ...more,
});

describe('alarms', () => {
  it('are described with details, a hundred at a time', () => {
    const names = Array.from({ length: 101 }, (_, i) => `a${i}`);
    const { asked, answer } = ask(
      'alarms.describe',
      { alarms: names },
      list([alarm('a0', 'ALARM', RANGE.from)], {
        notFound: ['a1'],
        showing: 'Showing 1 alarms; there are more.',
      }),
      list([alarm('a100', 'OK', RANGE.from, { tags: { team: 'pay' } })], { warnings: ['tags'] }),
    );
    expect(asked).toEqual([
      ['describe_alarms', { names: names.slice(0, 100), details: true }],
      ['describe_alarms', { names: ['a100'], details: true }],
    ]);
    expect(answer).toMatchObject({
      alarms: [
        { name: 'a0', tags: {} },
        { name: 'a100', tags: { team: 'pay' } },
      ],
      notFound: ['a1'],
      warnings: ['Showing 1 alarms; there are more.', 'tags'],
    });
  });

  it('are active if they are red or changed since, the latest change first', () => {
    const red = [alarm('red', 'ALARM', '2026-03-09T00:00:00.000Z', { expression: 'm1 * 2' })];
    const all = [
      ...red,
      alarm('quiet', 'OK', '2026-03-10T01:59:59.999Z'),
      alarm('recovered', 'OK', RANGE.from),
      alarm('later', 'ALARM', RANGE.to),
    ];
    const { asked, answer } = ask('alarms.active', { changedSince: RANGE.from }, list(red), list(all));
    expect(asked).toEqual([
      ['describe_alarms', { state: 'ALARM' }],
      ['describe_alarms', {}],
    ]);
    expect(answer).toEqual({
      alarms: [
        { name: 'later', state: 'ALARM', stateSince: RANGE.to, metric },
        { name: 'recovered', state: 'OK', stateSince: RANGE.from, metric },
        { name: 'red', state: 'ALARM', stateSince: '2026-03-09T00:00:00.000Z' },
      ],
      truncated: false,
    });
  });

  it('are not all active ones if a list was cut', () => {
    const cut = list([], { showing: 'Showing 0 alarms; there are more.' });
    const old = { name: 'a', state: 'OK', stateSince: '2020-01-01T00:00:00.000Z', metrics: [] };
    for (const [red, all] of [
      [cut, list([old])],
      [list([]), cut],
    ] as const) {
      expect(ask('alarms.active', { changedSince: RANGE.from }, red, all).answer).toEqual({
        alarms: [],
        truncated: true,
      });
    }
  });

  it('are not all read if there is none: one of them has just gone off', () => {
    expect(refusal('alarms.active', { changedSince: RANGE.from }, list([]), list([]))).toEqual({
      reason: 'malformed',
      detail: 'there is no alarm',
    });
  });

  it('have a history', () => {
    const items = [{ t: RANGE.from, type: 'StateUpdate', summary: 's', state: 'OK' }];
    expect(ask('alarms.history', { ...RANGE, alarm: 'a' }, { items })).toEqual({
      asked: [['get_alarm_history', { ...RANGE, alarm: 'a' }]],
      answer: { items, truncated: false },
    });
  });
});

describe('metrics', () => {
  it('are asked with expressions; several series of one expression are told apart', () => {
    const series = [{ id: 'm1', ...metric, stat: 'Sum' }];
    const expressions = [
      { id: 'q1', expression: 'SELECT ...' },
      { id: 'e1', expression: 'm1 * 2' },
    ];
    const points = [{ t: RANGE.from, v: 1 }];
    const { asked, answer } = ask(
      'metrics.range',
      { ...RANGE, periodSeconds: 60, series, expressions },
      {
        series: [
          { id: 'm1', status: 'Complete', points },
          { id: 'q1', label: '/a', status: 'Complete', points },
          { id: 'q1', label: '/b', status: 'PartialData', points },
          { id: 'e1', label: 'e1', status: 'Complete', points },
        ],
        warnings: ['Only the first 5 pages were read; narrow the range.'],
      },
    );
    expect(asked).toEqual([
      ['get_metric_data', { ...RANGE, periodSeconds: 60, metrics: series, expressions }],
    ]);
    expect(answer).toEqual({
      series: { m1: points, 'q1:/a': points, e1: points },
      warnings: ['series q1:/b is PartialData', 'Only the first 5 pages were read; narrow the range.'],
    });
  });

  it('are listed by their dimensions', () => {
    expect(
      ask('metrics.list', { namespace: 'Shop', dimensions: { Route: '/pay' } }, { metrics: [metric] }),
    ).toEqual({
      asked: [['list_metrics', { namespace: 'Shop', dimensions: [{ name: 'Route', value: '/pay' }] }]],
      answer: { metrics: [metric], truncated: false },
    });
  });
});

describe('the source of logs', () => {
  it('is found by the function’s name', () => {
    expect(
      ask('logs.source', { name: 'pay' }, { groups: [{ name: '/shop/pay', class: 'STANDARD' }] }),
    ).toEqual({
      asked: [['describe_log_groups', { nameContains: 'pay' }]],
      answer: { groups: ['/shop/pay'] },
    });
  });

  it('is found by the filters that write a metric', () => {
    const filter = (logGroup: string) => ({ name: 'f', logGroup, pattern: 'ERROR' });
    expect(
      ask(
        'logs.source',
        { namespace: 'Shop', metric: 'Errors' },
        { filters: [filter('/b'), filter('/a'), filter('/b')] },
      ),
    ).toEqual({
      asked: [['describe_metric_filters', { namespace: 'Shop', metric: 'Errors' }]],
      answer: { groups: ['/a', '/b'] },
    });
  });
});

describe('functions', () => {
  const settings = {
    timeoutSeconds: 3,
    memoryMb: 128,
    codeSha256: 'x',
    layers: [],
    environment: { names: ['A'], readable: true },
  };

  it('are found by their log group', () => {
    const functions = [{ name: 'pay', logGroup: '/g', lastModified: RANGE.from }];
    expect(ask('function.find', { logGroup: '/g' }, { functions, showing: 'more' })).toEqual({
      asked: [['list_functions', { logGroup: '/g' }]],
      answer: { functions: ['pay'], truncated: true },
    });
  });

  it('are configured; what is known goes with the question as far as the tool takes it', () => {
    const table = (id: string) => ({ type: 'AWS::DynamoDB::Table', id });
    const many = Array.from({ length: 300 }, (_, i) => table(`table-${i}`));
    const result = {
      name: 'pay',
      arn: 'arn:pay',
      lastModified: RANGE.from,
      ...settings,
      role: 'pay-role',
      logGroup: '/g',
      refersTo: [{ name: 'A', ...table('orders') }],
      warnings: [],
    };
    const { name: _name, arn: _arn, ...answer } = result;
    expect(ask('function.config', { function: 'pay' }, result)).toEqual({
      asked: [['get_function_configuration', { function: 'pay' }]],
      answer,
    });
    const { asked } = ask('function.config', { function: 'pay', known: [table('x'), ...many] }, result);
    expect(asked).toEqual([['get_function_configuration', { function: 'pay', known: many.slice(0, 200) }]]);
  });

  it('have versions with settings', () => {
    const versions = [{ version: '1', publishedAt: RANGE.from, description: '', ...settings }];
    const aliases = [{ name: 'live', version: '1', otherVersions: {} }];
    expect(ask('function.versions', { function: 'pay' }, { versions, aliases, warnings: [] }).answer).toEqual(
      {
        versions,
        aliases: [{ name: 'live', version: '1' }],
        warnings: [],
      },
    );
  });

  it('have triggers, found from either end', () => {
    const mapping = {
      id: 'u',
      function: 'pay',
      source: { type: 'AWS::SQS::Queue', id: 'mail' },
      state: 'Enabled',
    };
    const source = 'arn:aws:sqs:eu-west-1:111122223333:mail';
    expect(ask('function.triggers', { source }, { mappings: [{ ...mapping, sourceArn: source }] })).toEqual({
      asked: [['list_event_source_mappings', { source }]],
      answer: { mappings: [mapping], truncated: false },
    });
    expect(ask('function.triggers', { function: 'pay' }, { mappings: [] }).asked).toEqual([
      ['list_event_source_mappings', { function: 'pay' }],
    ]);
  });

  it('share the limits of their account', () => {
    const limits = { concurrentExecutions: 1_000, unreservedConcurrentExecutions: 900 };
    expect(ask('account.limits', {}, limits)).toEqual({
      asked: [['get_account_limits', {}]],
      answer: limits,
    });
  });
});

describe('stacks, changes and AWS itself', () => {
  it('tell a stack’s resources that exist', () => {
    const queue = { logicalId: 'Mail', type: 'AWS::SQS::Queue', id: 'https://q/mail' };
    const resources = [
      { ...queue, status: 'CREATE_COMPLETE' },
      { logicalId: 'New', type: 'AWS::SQS::Queue', status: 'CREATE_IN_PROGRESS' },
    ];
    expect(ask('stack.resources', { stack: 'shop' }, { resources })).toEqual({
      asked: [['get_stack_resources', { stack: 'shop' }]],
      answer: { resources: [queue], truncated: false },
    });
  });

  it('tell changes with what they set', () => {
    const events = [
      {
        t: RANGE.from,
        name: 'UpdateTable',
        source: 'dynamodb.amazonaws.com',
        by: 'ann',
        region: 'eu-west-1',
        resources: ['orders'],
        request: { 'provisionedThroughput.writeCapacityUnits': 5 },
        failed: false,
      },
    ];
    expect(
      ask('changes.lookup', { ...RANGE, resources: ['orders'] }, { events, warnings: [] }).answer,
    ).toEqual({ events, truncated: false });
  });

  it('tell what AWS Health says', () => {
    const event = { service: 'LAMBDA', code: 'X', region: 'eu-west-1', start: RANGE.from, status: 'open' };
    expect(ask('health.events', RANGE, { events: [{ ...event, category: 'issue' }] })).toEqual({
      asked: [['list_health_events', RANGE]],
      answer: { events: [event], truncated: false },
    });
  });
});

describe('our servers', () => {
  it('are asked for every capability, each by one of them', () => {
    const config = parseConfig({ runbooks: { folder: 'runbooks' } }, 'test');
    const asked = caseConfig(config).servers.flatMap((server) => server.capabilities);
    // This one is of other servers only.
    expect([...asked, 'context.read'].toSorted()).toEqual(Object.keys(capabilities).toSorted());
  });

  it('have every tool that the dialect may call, and it may call none that writes', async () => {
    const aws = { region: 'eu-west-1' };
    const servers = await Promise.all(OWN_SERVERS.map((name) => loadServer(name, '1', aws)));
    servers.push(documentsServer('1', aws, { folder: 'runbooks' }));
    const tools = servers.flatMap((server) => server.tools);
    const readers = tools.filter(({ annotations }) => annotations.readOnlyHint).map(({ name }) => name);
    const asked = casefile.toolsFor(Object.keys(capabilities));
    expect(readers).toEqual(expect.arrayContaining(asked));
    expect(asked).toContain('get_metric_data');
  });
});

describe('an answer without what must be in it', () => {
  it('is none of a query whose lines matched and were not given', () => {
    const results = (matched: number) => [
      { queryId: 'q' },
      { status: 'Complete', rows: [], matched, bytesScanned: 1 },
    ];
    const args = { ...RANGE, logGroup: '/shop', via: 'query' };
    expect(refusal('logs.patterns', args, ...results(44))).toEqual({
      reason: 'malformed',
      detail: '44 lines matched, and none was given',
    });
    expect(refusal('logs.patterns', args, ...results(0))).toBeUndefined();
  });

  it('is none of a stack that has no resources, since one was found in it', () => {
    expect(refusal('stack.resources', { stack: 'shop' }, { resources: [] })).toMatchObject({
      reason: 'malformed',
    });
  });
});
