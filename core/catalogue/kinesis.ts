import { type Service, named } from './resource-type.ts';

export const kinesis: Service = {
  eventSource: 'kinesis.amazonaws.com',
  health: 'KINESIS',
  clients: { calls: ['PutRecord', 'PutRecords', 'GetRecords', 'GetShardIterator'] },
  types: [
    {
      type: 'AWS::Kinesis::Stream',
      noun: 'stream',
      arn: {
        service: 'kinesis',
        prefix: 'stream/',
        id: /[\w.-]{1,128}/,
        behind: /\/consumer\/[\w.:-]{1,200}/,
      },
      namedBy: [named('AWS/Kinesis', 'StreamName')],
      metrics: [
        { id: 'incoming', name: 'IncomingRecords', stat: 'Sum', role: 'load' },
        { id: 'age', name: 'GetRecords.IteratorAgeMilliseconds', stat: 'Maximum', role: 'backlog' },
        {
          id: 'writeExceeded',
          name: 'WriteProvisionedThroughputExceeded',
          stat: 'Sum',
          role: 'throttles',
          trouble: true,
        },
      ],
      silent: true,
      readByMappings: true,
      ordered: true,
      usedByFunctions: true,
      inTrail: true,
    },
  ],
  changes: [
    { call: 'UpdateShardCount', kind: 'capacity' },
    { call: 'MergeShards', kind: 'capacity' },
  ],
  throttled: {
    words: /ProvisionedThroughputExceededException|level of configured provisioned throughput/,
    beside: /Rate exceeded for shard/,
    meaning: 'that the throughput of a Kinesis shard is exceeded',
  },
};
