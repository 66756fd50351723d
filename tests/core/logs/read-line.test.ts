import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { readLine } from '../../../core/logs/read-line.ts';

/** Lines as AWS's services and common clients write them, and near misses. */
const LINES: [string, object][] = [
  [
    'ERROR AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: dynamodb:PutItem on resource: t',
    { mode: 'denied', action: 'dynamodb:PutItem' },
  ],
  ['AccessDenied: Access Denied', { mode: 'denied' }],
  ['order 502 failed, see https://wiki.example.com', { mode: 'unknown' }],
  ['HttpError: https://api.pay.example answered 503', { mode: 'refused', host: 'api.pay.example' }],
  [
    'ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded.',
    { mode: 'throttled', service: 'dynamodb.amazonaws.com' },
  ],
  [
    'ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000',
    { mode: 'throttled', service: 'kinesis.amazonaws.com' },
  ],
  [
    '2026-03-10T03:09:17.412Z 11111111-2222-4333-8444-555555555555 Task timed out after 3.00 seconds',
    { mode: 'slow', seconds: 3 },
  ],
  [
    'REPORT RequestId: 1\tDuration: 6000.00 ms\tBilled Duration: 6000 ms\tMemory Size: 128 MB\tMax Memory Used: 80 MB\tStatus: timeout',
    { isError: true, mode: 'slow', seconds: 6 },
  ],
  [
    'FunctionError: pricing answered Sandbox.Timedout: Task timed out after 1.00 seconds',
    { mode: 'slow', callee: true },
  ],
  [
    'RequestId: 11111111-2222-4333-8444-555555555555 Error: Runtime exited with error: signal: killed',
    { mode: 'exhausted', memory: true },
  ],
  [
    'TimeoutError: request to https://api.pay.example timed out after 3000 ms',
    { mode: 'unreachable', host: 'api.pay.example' },
  ],
  ['Error: getaddrinfo ENOTFOUND cache.internal', { mode: 'unreachable', host: 'cache.internal' }],
  ['TooManyRequestsException: Rate Exceeded.', { mode: 'throttled', service: 'lambda.amazonaws.com' }],
  ["TypeError: Cannot read properties of undefined (reading 'discount')", { mode: 'own-error' }],
  ['order 502417 was refused', { isError: false }],
  // Of the deepest cause, not of what wraps it.
  [
    'ERROR java.lang.IllegalStateException: load\n\tat com.example.Shop.load(Shop.java:3)\nCaused by: java.net.SocketTimeoutException: Read timed out\n\tat java.base/x.Y.z(Y.java:1)',
    {
      mode: 'unreachable',
      errorClass: 'SocketTimeoutException',
      frame: 'com.example.Shop.load(Shop.java:3)',
    },
  ],
];

describe('a log line', () => {
  it.each(LINES)('that is “%s” says how it failed', (line, expected) => {
    expect(readLine(line)).toMatchObject(expected);
  });

  it('is none of a failure if it only has the words', () => {
    for (const line of [
      '{"level":"INFO","message":"order placed","error":null}',
      '{"level":30,"msg":"no failed jobs in the error queue"}',
      '[INFO]\t2026-03-14T10:30:26.146Z\t178c399e-eb00-4fd8-8607-913a07b14957\tno errors, no exceptions',
      '{"_aws":{"CloudWatchMetrics":[]},"OrdersFailed":0}',
      'level=warning msg="connection refused, attempt 1 of 5, next in 250ms"',
      '{"type":"PaymentFailed","message":"event received from bus"}',
      '{"level":3,"message":"player reached level"}',
      'request timeout set to 30s',
    ]) {
      expect([line, readLine(line).isError]).toEqual([line, false]);
    }
  });

  const NODE = '2026-05-10T20:24:31.546Z\tead09bbe-ce34-43c5-80b3-ee2caa9f7b42\tERROR\t';

  it('names no host that was not called, whoever wrote its name into the line', () => {
    for (const line of [
      'Error: connect ECONNREFUSED 10.0.3.4:5432 (user-agent: bot; +http://evil.example.com/bot)',
      'Error: connect ETIMEDOUT 10.0.3.4:5432 while handling webhook for https://attacker.example.net/cb',
      'FetchError: request to http://10.0.0.4/hook?next=https://evil.example.com/ failed, reason: connect ETIMEDOUT 10.0.0.4:80',
      'FetchError: request to http://payments/charge failed, reason: getaddrinfo ENOTFOUND payments from evil.example.com',
      'TimeoutError: call to order.service.getPrice timed out',
      'Timeout calling module app.services.pricing from app.handlers.checkout',
      'request timed out reading from config.prod.properties',
    ]) {
      expect([line, readLine(NODE + line).host]).toEqual([line, undefined]);
    }
    const asked =
      'FetchError: request to https://api.pay.example/x failed, reason: connect ETIMEDOUT 10.0.0.4:443';
    expect(readLine(NODE + asked).host).toBe('api.pay.example');
  });

  it('is of the code where numbers, quoted names and other words only look like something else', () => {
    for (const line of [
      'order 28000 could not be saved: TypeError: x is not a function',
      'TypeError: x is not a function (customer 53200)',
      "TypeError: Cannot read properties of undefined (reading 'ECONNREFUSED')",
      'TypeError: x is not a function, input: "DeprecationWarning"',
      'price function failed {"errorType":"TypeError","errorMessage":"x is not a function","stack":["    at price (/var/task/price.js:1:1)"]}',
    ]) {
      const { isError, mode, callee } = readLine(NODE + line);
      expect([line, isError, mode, callee]).toEqual([line, true, 'own-error', undefined]);
    }
    expect(
      readLine(`${NODE}Comment rejected: "User is not authorized to perform: s3:DeleteBucket"; AccessDenied`)
        .action,
    ).toBeUndefined();
    expect(readLine('REPORT monthly sales failed: AccessDenied').isError).toBe(true);
  });

  it('says the same with colours, and clipped', () => {
    const denied = { mode: 'denied', action: 's3:GetObject' };
    const line =
      '{"level":50,"err":{"type":"AccessDenied","message":"User: arn:aws:sts::1:assumed-role/a/a is not authorized to perform: s3:GetObject on resource';
    expect(readLine(`${line}"},"msg":"x"}`)).toMatchObject(denied);
    expect(readLine(line)).toMatchObject(denied);
    expect(readLine('\u001b[31mERROR\u001b[0m write /tmp/a: no space left on device')).toMatchObject({
      level: 'error',
      mode: 'exhausted',
    });
  });

  it('quotes only what the line has, and is read in bounded time, whatever the line', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5_000 }),
      fc.constantFrom(...LINES.map(([sample]) => sample)),
      fc.json({ maxDepth: 12 }),
    );
    const quotes = fc.property(line, (text) => {
      const { says } = readLine(text);
      return says === undefined || text.includes(says);
    });
    expect(fc.check(quotes).counterexample).toBeNull();
    for (const part of [
      'a',
      ' ',
      '{',
      '[',
      '"',
      '\\"',
      'a.',
      'Caused by: ',
      '\tat a.b(C.java:1)\n',
      'x=',
      '://',
      '1,',
      'E_',
    ]) {
      readLine(part.repeat(Math.ceil(262_144 / part.length)));
      readLine(`{"a":"${part.repeat(60_000)}`);
    }
  });
});

const Line = z.object({ id: z.string(), message: z.string(), mode: z.string().nullable() });

describe('the table of log lines', () => {
  // What was reached when it was read for the first time, and must not be lost. The second half is not learnt from.
  it.each([
    ['first-half', 0.97],
    ['second-half', 0.84],
  ])('is read as it says, most of its %s', (half, atLeast) => {
    const table: unknown = JSON.parse(readFileSync(`tests/fixtures/log-lines/${half}.json`, 'utf8'));
    const lines = z.array(Line).parse(table);
    const right = lines.filter(({ message, mode }) => {
      const read = readLine(message);
      return (read.isError ? read.mode : null) === mode;
    });
    expect(right.length / lines.length).toBeGreaterThanOrEqual(atLeast);
  });
});
