import { type Service, named } from './resource-type.ts';

export const dynamodb: Service = {
  eventSource: 'dynamodb.amazonaws.com',
  health: 'DYNAMODB',
  clients: {
    names: ['DynamoDBv2'],
    calls: [
      'GetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'Query',
      'Scan',
      'BatchGetItem',
      'BatchWriteItem',
      'TransactGetItems',
      'TransactWriteItems',
      'ExecuteStatement',
    ],
  },
  types: [
    {
      type: 'AWS::DynamoDB::Table',
      noun: 'table',
      arn: {
        service: 'dynamodb',
        prefix: 'table/',
        id: /[\w.-]{3,255}/,
        behind: /\/(?:stream|index)\/[\w.:-]{1,255}/,
      },
      namedBy: [named('AWS/DynamoDB', 'TableName')],
      metrics: [
        {
          id: 'writeThrottles',
          name: 'WriteThrottleEvents',
          stat: 'Sum',
          role: 'throttles',
          trouble: true,
          ranking: 'throttledWrites',
          of: 'provisionedWrite',
        },
        {
          id: 'readThrottles',
          name: 'ReadThrottleEvents',
          stat: 'Sum',
          role: 'throttles',
          trouble: true,
          ranking: 'throttledReads',
          of: 'provisionedRead',
        },
        {
          id: 'provisionedWrite',
          name: 'ProvisionedWriteCapacityUnits',
          stat: 'Maximum',
          role: 'capacity',
          measures: { what: 'Write capacity', unit: 'units a second' },
        },
        {
          id: 'provisionedRead',
          name: 'ProvisionedReadCapacityUnits',
          stat: 'Maximum',
          role: 'capacity',
          measures: { what: 'Read capacity', unit: 'units a second' },
        },
      ],
      silent: true,
      ordered: true,
      usedByFunctions: true,
      inTrail: true,
    },
  ],
  changes: [{ call: 'UpdateTable', kind: 'capacity' }],
  throttled: {
    words: /ProvisionedThroughputExceededException|level of configured provisioned throughput/,
    meaning: 'that the throughput of a DynamoDB table is exceeded',
  },
};
