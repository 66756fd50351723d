import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { refersTo } from '../../../mcp/servers/lambda/refers-to.ts';
import { entityOfArn } from '../../../core/catalogue/arns.ts';

const HERE = { partition: 'aws', account: '111122223333', region: 'eu-west-1' };

const of = (value: string, known: { type: string; id: string }[] = []) => {
  const [reference, ...others] = refersTo({ X: value }, known, HERE);
  expect(others).toEqual([]);
  return reference && [reference.type, reference.id];
};
const ARN = 'eu-west-1:111122223333';

describe('what a value refers to', () => {
  it.each([
    [`arn:aws:lambda:${ARN}:function:pay:live`, 'AWS::Lambda::Function', 'pay'],
    [`arn:aws:sqs:${ARN}:mail.fifo`, 'AWS::SQS::Queue', 'mail.fifo'],
    [`arn:aws:sns:${ARN}:news`, 'AWS::SNS::Topic', `arn:aws:sns:${ARN}:news`],
    [`arn:aws-cn:dynamodb:${ARN}:table/Orders/index/by-day`, 'AWS::DynamoDB::Table', 'Orders'],
    [`arn:aws:kinesis:${ARN}:stream/clicks`, 'AWS::Kinesis::Stream', 'clicks'],
    ['arn:aws:s3:::shop-files/in/*', 'AWS::S3::Bucket', 'shop-files'],
    [
      `arn:aws:secretsmanager:${ARN}:secret:prod/db-AbCdEf`,
      'AWS::SecretsManager::Secret',
      `arn:aws:secretsmanager:${ARN}:secret:prod/db-AbCdEf`,
    ],
    [
      `arn:aws:states:${ARN}:stateMachine:s:live`,
      'AWS::StepFunctions::StateMachine',
      `arn:aws:states:${ARN}:stateMachine:s`,
    ],
    [`arn:aws:rds:${ARN}:cluster:orders`, 'AWS::RDS::DBCluster', 'orders'],
    ['https://sqs.eu-west-1.amazonaws.com/111122223333/mail', 'AWS::SQS::Queue', 'mail'],
    ['orders.c9akciq32abc.eu-west-1.rds.amazonaws.com', 'AWS::RDS::DBInstance', 'orders'],
    [
      'postgres://app:pw@orders.cluster-ro-c9akciq32abc.eu-west-1.rds.amazonaws.com:5432/o',
      'AWS::RDS::DBCluster',
      'orders',
    ],
    ['HTTP://API.Payments.example', 'host', 'api.payments.example'],
  ])('%s', (value, type, id) => {
    expect(of(value)).toEqual([type, id]);
  });

  it.each([
    'hunter2',
    'true',
    '',
    'api.payments.example',
    'arn:aws:iam::111122223333:role/pay',
    `arn:aws:sqs:${ARN}:mail and more`,
    'https://s3.eu-west-1.amazonaws.com/shop-files',
    'https://abc.lambda-url.eu-west-1.on.aws/',
    'http://10.0.0.1:8080/',
    'http://[::1]/',
    'https://localhost/',
    'https://user:pa/ss@api.payments.example/',
    'https://-bad.example/',
    `https://${'a.'.repeat(130)}example/`,
    'postgres://app:pw@db.internal.example/orders',
  ])('nothing: %s', (value) => {
    expect(of(value)).toBeUndefined();
  });

  it('is another account’s resource where the value says so', () => {
    const [theirs] = refersTo({ X: 'arn:aws:sqs:eu-west-1:444455556666:mail' }, [], HERE);
    expect(theirs).toEqual({ name: 'X', type: 'AWS::SQS::Queue', id: 'mail', account: '444455556666' });
  });

  it('prefers what the caller knows, and never takes one kind for another', () => {
    const table = { type: 'AWS::DynamoDB::Table', id: 'orders' };
    expect(of('orders', [table])).toEqual([table.type, 'orders']);
    expect(of('Orders', [table])).toBeUndefined();
    const queue = { type: 'AWS::SQS::Queue', id: 'https://sqs.eu-west-1.amazonaws.com/111122223333/mail' };
    expect(of(queue.id, [queue])).toEqual([queue.type, queue.id]);
    expect(of(`arn:aws:lambda:${ARN}:function:orders`, [table])).toEqual(['AWS::Lambda::Function', 'orders']);
    const topic = { type: 'AWS::SNS::Topic', id: 'news' };
    expect(of(`arn:aws:sns:${ARN}:news`, [topic])).toEqual([topic.type, 'news']);
  });
});

/** Texts that can be told from everything else in a value. */
const secret = fc.stringMatching(/^[A-Za-z0-9!$%^&*()_+~.-]{0,12}SECRET[A-Za-z0-9!$%^&*()_+~.-]{0,12}$/);
const host = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), { minLength: 2, maxLength: 4 })
  .map((labels) => labels.join('.'));
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .tuple(fc.constantFrom('https://', 'arn:aws:', 'arn:aws:s3:::', 'x://a@'), fc.string())
    .map((p) => p.join('')),
);

describe('no other part of a value', () => {
  it('survives of a URL: user, password, port, path, query and fragment stay', () => {
    fc.assert(
      fc.property(host, secret, secret, secret, fc.nat(65_535), (name, user, password, path, port) => {
        for (const value of [
          `https://${user}:${password}@${name}:${port}/${path}`,
          `https://${name}/${path}?${password}#${user}`,
          `https://${name}:${port}?${user}`,
          `https://${password}@${name}`,
        ]) {
          const found = refersTo({ X: value }, [], HERE);
          expect(found.map(({ type, id }) => [type, id])).toEqual([['host', name]]);
          expect(JSON.stringify(found)).not.toContain('SECRET');
        }
      }),
    );
  });

  it('survives of an ARN or a queue’s URL with something around it', () => {
    const around = fc.constantFrom(
      `arn:aws:sqs:${ARN}:mail`,
      `arn:aws:lambda:${ARN}:function:pay`,
      `arn:aws:dynamodb:${ARN}:table/orders`,
      `arn:aws:states:${ARN}:stateMachine:s`,
      'https://sqs.eu-west-1.amazonaws.com/111122223333/mail',
      'orders.c9akciq32abc.eu-west-1.rds.amazonaws.com',
    );
    fc.assert(
      fc.property(
        around,
        secret,
        fc.constantFrom(' ', '?', '#', ';', '/', '\n', '|', '"'),
        (text, hidden, by) => {
          const found = refersTo({ A: `${text}${by}${hidden}`, B: `${hidden}${by}${text}` }, [], HERE);
          expect(JSON.stringify(found)).not.toContain('SECRET');
        },
      ),
    );
  });

  it('survives of any text: an id is one that is known, a name of plain letters, or a host name', () => {
    fc.assert(
      fc.property(
        fc.array(anything, { maxLength: 5 }),
        fc.array(anything, { maxLength: 2 }),
        (values, ids) => {
          const known = ids.map((id) => ({ type: 'T', id }));
          const variables = Object.fromEntries(values.map((value, i) => [`V${i}`, value]));
          const strange = refersTo(variables, known, HERE).filter(({ name, type, id }) => {
            const value = variables[name] ?? '';
            if (type === 'T') return value !== id || !ids.includes(id);
            const plain = type === 'host' ? /^[a-z0-9-]+(\.[a-z0-9-]+)+$/ : /^[\w./:+=@-]+$/;
            return !plain.test(id) || !value.toLowerCase().includes(id.toLowerCase());
          });
          expect(strange).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes time: no pattern is slow on hostile text', () => {
    const hostile = ['a.', 'a-', 'a@', '@', '/', ':', '?'].flatMap((unit) => [
      `https://${unit.repeat(20_000)}`,
      `https://${unit.repeat(20_000)}!`,
      `arn:aws:s3:::${unit.repeat(20_000)}`,
      unit.repeat(20_000),
    ]);
    // What is quadratic takes minutes here: the test's own time limit ends it.
    for (const value of hostile) {
      expect(() => [refersTo({ X: value }, [], HERE), entityOfArn(value, HERE)]).not.toThrow();
    }
  });
});
