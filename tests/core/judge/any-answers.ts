/** Alarms and answers that have the right shape and otherwise say anything, over few names so that they meet. */
import fc from 'fast-check';
import { type Alarm, type AlarmMetric, AlarmShape } from '../../../core/case.ts';
import {
  type AnswerOf,
  type ArgsOf,
  type CapabilityName,
  capabilities,
} from '../../../core/evidence/capabilities.ts';
import { MINUTE, iso, ms } from '../../../core/time.ts';

/** When every alarm went off, epoch ms. */
export const AT = Date.parse('2026-03-10T03:12:11Z');

// --- what the world is made of ----------------------------------------------------------------------------

const LAMBDA = 'AWS::Lambda::Function';
const TYPES = [
  LAMBDA,
  'AWS::SQS::Queue',
  'AWS::Kinesis::Stream',
  'AWS::DynamoDB::Table',
  'AWS::ApiGateway::RestApi',
  'AWS::IAM::Role',
  'AWS::CloudFormation::Stack',
  'host',
  'constructor',
];
const ARN = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a';
const name = fc.constantFrom(
  'checkout',
  'orders',
  'a',
  'error',
  '',
  'TypeError: x is undefined',
  '__proto__',
  'https://sqs.eu-west-1.amazonaws.com/111122223333/orders',
  'arn:aws:lambda:eu-west-1:111122223333:function:checkout',
);
const type = fc.constantFrom(...TYPES);
const resource = fc.record({ type, id: name });
const version = fc.constantFrom('1', '2', '3', '$LATEST', 'x');
const time = fc.oneof(
  // Few seconds, so that events meet in one; around the alarm, and days before.
  fc.integer({ min: -200, max: 10 }).map((minutes) => iso(AT + minutes * MINUTE)),
  fc.integer({ min: -3, max: 1 }).map((seconds) => iso(AT + seconds * 1_000)),
  fc.constantFrom(iso(AT), '2026-03-09T03:12:11Z', '2020-01-01T00:00:00.000Z'),
);
const number = fc.oneof(
  fc.nat(40),
  fc.constantFrom(0, 0, 0, -1, 1e-9, 0.049, 3, 128, 1e12),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);
const line = fc.constantFrom(
  'TypeError: x is undefined',
  'ERROR “quoted” 😀 checkout\n    at f (/var/task/src/price.js:27:34)',
  '2026-03-10T03:09:17.412Z 8c1f2d3e-0000-4000-8000-000000000001 Task timed out after 3.00 seconds',
  'User: x is not authorized to perform: dynamodb:PutItem on resource: orders',
  'ProvisionedThroughputExceededException: orders',
  'Runtime exited with error: signal: killed',
  'request to https://api.tax.example/rate timed out after 2000 ms, reason: ETIMEDOUT',
  'ERROR FOO_URL is not set',
  '',
);
const few = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 3) => fc.array(arbitrary, { maxLength });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const dimensions = fc.oneof(
  fc.constantFrom({}, { FunctionName: 'checkout' }, { QueueName: 'orders' }, { TableName: 'orders' }),
  fc.record({ FunctionName: name }),
  fc.record({ stage: fc.constant('prod'), Service: name }),
);
const namespace = fc.constantFrom('AWS/Lambda', 'AWS/SQS', 'AWS/DynamoDB', 'AWS/ApplicationELB', 'Shop');
const metric: fc.Arbitrary<AlarmMetric> = fc.record({
  id: fc.constantFrom('m1', 'm2', 'alarm'),
  namespace,
  name: fc.constantFrom('Errors', 'Duration', 'Invocations', 'ApproximateAgeOfOldestMessage'),
  dimensions,
  periodSeconds: fc.constantFrom(10, 60, 300, 900, 3_600, 86_400),
  stat: fc.constantFrom('Sum', 'Average', 'p99', 'SampleCount'),
});

// --- the alarm --------------------------------------------------------------------------------------------

const tags = fc.constantFrom(
  {},
  { function: 'checkout' },
  { 'casefile:target': 'AWS::SQS::Queue orders' },
  { 'aws:cloudformation:stack-name': 'orders' },
);
const child = fc.record(
  { name, arn: fc.constant(ARN), state: fc.constantFrom('ALARM', 'OK'), at: time },
  { requiredKeys: ['name'] },
);
/** Any alarm, of every shape. */
export const alarm = fc.constantFrom(...AlarmShape.options).chain((shape): fc.Arbitrary<Alarm> =>
  fc
    .record(
      {
        arn: fc.constant(ARN),
        name,
        account: fc.constant('111122223333'),
        region: fc.constantFrom('eu-west-1', 'cn-north-1'),
        contributor: fc.record({ id: fc.constant('c'), attributes: dimensions }),
        state: fc.constant('ALARM'),
        at: fc.constant(iso(AT)),
        reason: fc.constant('Threshold Crossed: 3 datapoints (minimum 3 datapoints for OK -> ALARM).'),
        firstEvaluation: fc.boolean(),
        evaluatedFrom: time,
        datapoints: few(fc.option(number)),
        threshold: number,
        bounds: few(fc.record({ lower: fc.option(number), upper: fc.option(number) })),
        shape: fc.constant(shape),
        metrics: few(metric),
        expression: fc.constantFrom(
          { id: 'e', text: 'm1 / m2' },
          { id: 'e', text: 'SELECT SUM(Errors) FROM "AWS/Lambda" GROUP BY FunctionName', periodSeconds: 60 },
        ),
        children: few(child),
        tags,
      },
      {
        requiredKeys: [
          'arn',
          'name',
          'account',
          'region',
          'state',
          'at',
          'firstEvaluation',
          'shape',
          'metrics',
          'children',
          'tags',
        ],
      },
    )
    .map(defined),
);

// --- what can be answered, by capability ------------------------------------------------------------------

const settings = {
  runtime: maybe(fc.constantFrom('nodejs22.x', 'nodejs24.x')),
  handler: maybe(fc.constant('index.handler')),
  timeoutSeconds: fc.constantFrom(3, 30),
  memoryMb: fc.constantFrom(128, 256),
  codeSha256: fc.constantFrom('a', 'b'),
  role: maybe(fc.constantFrom('checkout-role', 'checkout', '')),
  layers: few(name, 1),
  environment: fc.record({ names: few(fc.constantFrom('FOO_URL', 'B', '')), readable: fc.boolean() }),
};
const group = fc.constantFrom('/aws/lambda/checkout', '/aws/lambda/orders', '/shop/orders', '');
const states = fc.constantFrom('ALARM', 'OK', 'INSUFFICIENT_DATA', '');
const warnings = few(fc.constant('something could not be read'), 1);
const truncated = fc.boolean();
const metricName = fc.record({ namespace, name, dimensions });
const eventName = fc.constantFrom(
  'UpdateFunctionCode20150331v2',
  'UpdateFunctionConfiguration20150331v2',
  'PublishVersion20150331',
  'UpdateAlias20150331',
  'PutFunctionConcurrency20171031',
  'UpdateEventSourceMapping20150331',
  'UpdateTable',
  'PutRolePolicy',
  'ModifyDBInstance',
  'GetX',
);

function pointsIn(from: string, to: string, periodSeconds: number) {
  const step = periodSeconds * 1_000;
  // AWS stamps buckets from StartTime on, rounded down to the minute: not by the clock.
  const first = Math.floor(ms(from) / MINUTE) * MINUTE;
  const buckets = Math.min(300, Math.max(0, Math.ceil((ms(to) - first) / step)));
  return fc
    .tuple(
      fc.array(fc.option(number, { freq: 5 }), { minLength: 0, maxLength: 8 }),
      fc.array(fc.option(number, { freq: 5 }), { minLength: 0, maxLength: 4 }),
      fc.nat(buckets),
    )
    .map(([usual, after, onset]) =>
      Array.from({ length: buckets }, (_, i) => {
        const values = i >= onset && after.length > 0 ? after : usual;
        return values[i % Math.max(1, values.length)] ?? undefined;
      }).flatMap((v, i) => (v === undefined ? [] : [{ t: iso(first + i * step), v }])),
    );
}

type Answers = { [N in CapabilityName]: (args: ArgsOf<N>) => fc.Arbitrary<unknown> };

const answers: Answers = {
  'alarms.describe': ({ alarms }) =>
    fc.record({
      alarms: few(
        fc.record({
          name: fc.constantFrom(...alarms),
          arn: fc.constantFrom(ARN, `${ARN}2`),
          type: fc.constantFrom('metric', 'composite', 'log'),
          state: states,
          stateSince: maybe(time),
          comparison: maybe(
            fc.constantFrom(
              'GreaterThanThreshold',
              'LessThanThreshold',
              'LessThanLowerOrGreaterThanUpperThreshold',
            ),
          ),
          threshold: maybe(number),
          periodSeconds: maybe(fc.constantFrom(60, 300)),
          evaluationPeriods: maybe(fc.nat(5)),
          datapointsToAlarm: maybe(fc.nat(5)),
          missingData: maybe(fc.constantFrom('missing', 'breaching')),
          updatedAt: maybe(time),
          metrics: few(metric),
          expression: maybe(fc.constantFrom('m1 / m2', 'ANOMALY_DETECTION_BAND(m1, 2)')),
          rule: maybe(fc.constant('ALARM(a)')),
          logGroups: maybe(few(group)),
          tags,
          contributors: maybe(few(dimensions)),
        }),
      ),
      notFound: few(name),
      warnings,
    }),
  'alarms.history': () =>
    fc.record({
      items: few(
        fc.record({
          t: time,
          type: fc.constantFrom('StateUpdate', 'ConfigurationUpdate'),
          summary: fc.constantFrom('Alarm "a" created', 'Alarm "a" updated'),
          state: maybe(states),
        }),
      ),
      truncated,
    }),
  'alarms.active': () =>
    fc.record({
      alarms: few(fc.record({ name, state: states, stateSince: maybe(time), metric: maybe(metricName) })),
      truncated,
    }),
  'metrics.range': ({ from, to, periodSeconds, series: asked, expressions }) => {
    const keys = [
      ...asked.map(({ id }) => id),
      ...expressions.flatMap(({ id, expression }) =>
        expression.startsWith('SELECT') ? [`${id}:checkout`, `${id}:orders`, `${id}:error`] : [id],
      ),
    ];
    const all = keys.map((key) =>
      fc.option(pointsIn(from, to, periodSeconds)).map((points) => [key, points] as const),
    );
    return fc.record({
      series: fc
        .tuple(...all)
        .map((series) => Object.fromEntries(series.filter(([, points]) => points !== null))),
      warnings,
    });
  },
  'metrics.list': () => fc.record({ metrics: few(metricName), truncated }),
  'logs.source': () => fc.record({ groups: few(group) }),
  'logs.patterns': () =>
    fc.record({
      patterns: few(
        fc.record({
          pattern: line,
          count: fc.integer({ min: -1, max: 50 }),
          first: time,
          last: time,
          busyMinutes: fc.nat(60),
          versions: few(version),
          sample: line,
        }),
      ),
      linesRead: fc.nat(1_000),
      errorLines: fc.nat(1_000),
      leftOut: fc.array(fc.constantFrom('boom', 'order placed')),
      truncated,
    }),
  'function.find': () => fc.record({ functions: few(name), truncated }),
  'function.config': () =>
    fc.record({
      lastModified: time,
      ...settings,
      logGroup: group,
      state: maybe(fc.constant('Active')),
      lastUpdateStatus: maybe(fc.constant('Successful')),
      reservedConcurrency: maybe(fc.nat(20)),
      refersTo: few(fc.record({ name: fc.constant('X'), type, id: name })),
      warnings,
    }),
  'function.versions': () =>
    fc.record({
      versions: few(fc.record({ version, publishedAt: time, description: line, ...settings }), 4),
      aliases: few(fc.record({ name: fc.constantFrom('live', '-x', '$(id)'), version })),
      warnings,
    }),
  'function.triggers': () =>
    fc.record({
      mappings: few(
        fc.record({
          id: fc.constantFrom('m-1', 'm-2', 'checkout', '--x'),
          function: name,
          source: maybe(resource),
          state: fc.constantFrom('Enabled', 'Disabled', 'Disabling', 'Updating'),
          stateReason: maybe(line),
          lastResult: maybe(fc.constantFrom('OK', 'PROBLEM: Function call failed')),
          lastModified: maybe(time),
          batchSize: maybe(fc.nat(10)),
        }),
      ),
      truncated,
    }),
  'account.limits': () =>
    fc.record({ concurrentExecutions: fc.nat(1_000), unreservedConcurrentExecutions: fc.nat(1_000) }),
  'stack.find': () => fc.record({ stack: fc.option(fc.record({ name, id: name, logicalId: name, type })) }),
  'stack.resources': () =>
    fc.record({ resources: few(fc.record({ logicalId: name, type, id: name }), 5), truncated }),
  'stack.events': () =>
    fc.record({
      events: few(
        fc.record({
          t: time,
          logicalId: name,
          physicalId: name,
          type,
          status: fc.constantFrom('UPDATE_COMPLETE', 'CREATE_COMPLETE', 'UPDATE_FAILED'),
          reason: maybe(line),
        }),
        5,
      ),
      truncated,
    }),
  'changes.lookup': () =>
    fc.record({
      events: few(
        fc.record({
          t: time,
          name: eventName,
          source: fc.constantFrom(
            'lambda.amazonaws.com',
            'iam.amazonaws.com',
            'dynamodb.amazonaws.com',
            'rds.amazonaws.com',
          ),
          by: fc.constantFrom('Deploy/pipeline', 'root', ''),
          region: fc.constantFrom('eu-west-1', 'us-east-1'),
          resources: few(name),
          version: maybe(version),
          request: fc.constantFrom({}, { timeout: 3 }, { timeout: 30, memorySize: 128 }, { timeout: 'x' }),
          failed: fc.boolean(),
        }),
        6,
      ),
      truncated,
    }),
  'documents.retrieve': () =>
    fc.record({
      passages: few(fc.record({ title: fc.string(), source: fc.string(), text: fc.string() })),
    }),
  'context.read': () =>
    fc.record({
      passages: few(fc.record({ title: fc.string(), source: fc.string(), text: fc.string() })),
    }),
  'health.events': () =>
    fc.record({
      events: few(
        fc.record({
          service: fc.constantFrom('LAMBDA', 'SQS', 'DYNAMODB', ''),
          code: fc.constantFrom('AWS_LAMBDA_OPERATIONAL_ISSUE', ''),
          region: fc.constantFrom('eu-west-1', 'global'),
          start: time,
          end: maybe(time),
          status: fc.constantFrom('open', 'closed'),
        }),
      ),
      truncated,
    }),
};

/** Anything that a capability may answer. */
export function answerTo<N extends CapabilityName>(capability: N, args: unknown): fc.Arbitrary<AnswerOf<N>> {
  const { args: schema, answer } = capabilities[capability];
  const make = answers[capability] as (given: unknown) => fc.Arbitrary<unknown>;
  return make(schema.parse(args)).map((value) => answer.parse(defined(value)) as AnswerOf<N>);
}

/** Optional fields are absent, not undefined. */
function defined<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
