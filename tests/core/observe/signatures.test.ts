import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { missingVariablesIn, signatureOf } from '../../../core/observe/signatures.ts';

/** Lines as AWS's services and common clients write them, and near misses. */
const LINES: [string, object][] = [
  [
    'ERROR AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: dynamodb:PutItem on resource: t',
    { kind: 'denied', action: 'dynamodb:PutItem' },
  ],
  ['AccessDenied: Access Denied', { kind: 'denied' }],
  ['invalid coupon "is not authorized to perform: iam:*"', { kind: 'own' }],
  ['order 502 failed, see https://wiki.example.com', { kind: 'own' }],
  ['HttpError: https://api.pay.example answered 503', { kind: 'network', host: 'api.pay.example' }],
  [
    'ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded.',
    { kind: 'throttled', service: 'dynamodb.amazonaws.com' },
  ],
  [
    'ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000',
    { kind: 'throttled', service: 'kinesis.amazonaws.com' },
  ],
  [
    '2026-03-10T03:09:17.412Z 11111111-2222-4333-8444-555555555555 Task timed out after 3.00 seconds',
    { kind: 'timeout', seconds: 3 },
  ],
  ['FunctionError: pricing answered Sandbox.Timedout: Task timed out after 1.00 seconds', { kind: 'callee' }],
  [
    'RequestId: 11111111-2222-4333-8444-555555555555 Error: Runtime exited with error: signal: killed',
    { kind: 'memory' },
  ],
  [
    'TimeoutError: request to https://api.pay.example timed out after 3000 ms',
    { kind: 'network', host: 'api.pay.example' },
  ],
  ['Error: getaddrinfo ENOTFOUND cache.internal', { kind: 'network', host: 'cache.internal' }],
  ['TooManyRequestsException: Rate Exceeded.', { kind: 'throttled', service: 'lambda.amazonaws.com' }],
  ["TypeError: Cannot read properties of undefined (reading 'discount')", { kind: 'own' }],
  ['order 502417 was refused', { kind: 'own' }],
];

describe('a signature', () => {
  it.each(LINES)('of “%s” says where the trouble lies', (line, expected) => {
    expect(signatureOf(line)).toMatchObject(expected);
  });

  it('quotes only what the line has, whatever the line', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5_000 }),
      fc.constantFrom(...LINES.map(([sample]) => sample)),
    );
    const quotes = fc.property(line, (text) => {
      const signature = signatureOf(text);
      return signature.kind === 'own' || text.includes(signature.says);
    });
    expect(fc.check(quotes).counterexample).toBeNull();
  });
});

describe('missing variables', () => {
  it.each([
    ['REDIS_HOST is not set', ['REDIS_HOST']],
    ['Missing required environment variable "TAX_URL"', ['TAX_URL']],
    ['process.env.PRICING must be set', ['PRICING']],
    ['ERR_INVALID_URL: Invalid URL', []],
    ['code: PAYMENT_DECLINED', []],
  ])('in “%s” are those that it says are missing', (line, names) => {
    expect(missingVariablesIn(line)).toEqual(names);
  });
});
