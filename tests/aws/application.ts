import { CHECKOUT, LEDGER, WORKER } from './application-code.ts';
import { alarmsOf } from './application-alarms.ts';
import { allow, arnOf, functionOf, ref } from './application-function.ts';
import type { Names } from './names.ts';

/** The inline policy that a fault takes away. */
export const TABLE_POLICY = 'write-ledger';

export function tablePolicy(table: unknown) {
  return allow(['dynamodb:PutItem'], table);
}

/** A checkout with an alias, a ledger that writes to a table, and a worker that reads a queue; with their alarms. */
export function applicationTemplate(names: Names) {
  return {
    Description: 'A demo application that npm run test:aws breaks and removes',
    Resources: {
      ...functionOf('Checkout', names.checkout, CHECKOUT, { environment: { CURRENCY: 'EUR' } }),
      CheckoutVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: ref('Checkout') } },
      CheckoutAlias: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          Name: 'live',
          FunctionName: ref('Checkout'),
          FunctionVersion: { 'Fn::GetAtt': ['CheckoutVersion', 'Version'] },
        },
      },
      ...functionOf('Ledger', names.ledger, LEDGER, {
        role: names.ledgerRole,
        policies: [{ PolicyName: TABLE_POLICY, PolicyDocument: tablePolicy(arnOf('Table')) }],
        environment: { LEDGER_TABLE: ref('Table') },
      }),
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: names.table,
          AttributeDefinitions: [{ AttributeName: 'order', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'order', KeyType: 'HASH' }],
          BillingMode: 'PROVISIONED',
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
        },
      },
      ...functionOf('Worker', names.worker, WORKER, {
        policies: [
          {
            PolicyName: 'read-orders',
            PolicyDocument: allow(
              ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
              arnOf('Orders'),
            ),
          },
        ],
      }),
      Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: names.orders, VisibilityTimeout: 60 } },
      OrdersMapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: ref('Worker'),
          EventSourceArn: arnOf('Orders'),
          BatchSize: 10,
          // Some messages always wait a little, so that their age is a metric before anything is wrong.
          MaximumBatchingWindowInSeconds: 20,
        },
      },
      OnCall: { Type: 'AWS::SQS::Queue', Properties: { QueueName: names.onCall } },
      OnCallPolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [ref('OnCall')],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'sns.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: arnOf('OnCall'),
                Condition: {
                  ArnLike: {
                    'aws:SourceArn': {
                      'Fn::Sub': `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:${names.casefile}-*`,
                    },
                  },
                },
              },
            ],
          },
        },
      },
      ...alarmsOf(names),
    },
    Outputs: { Orders: { Value: ref('Orders') }, OnCall: { Value: ref('OnCall') } },
  };
}
