import { type Service, named } from './resource-type.ts';

export const sqs: Service = {
  eventSource: 'sqs.amazonaws.com',
  health: 'SQS',
  clients: {
    calls: [
      'SendMessage',
      'SendMessageBatch',
      'ReceiveMessage',
      'DeleteMessage',
      'DeleteMessageBatch',
      'ChangeMessageVisibility',
    ],
  },
  types: [
    {
      type: 'AWS::SQS::Queue',
      noun: 'queue',
      arn: { service: 'sqs', prefix: '', id: /[\w-]{1,80}(?:\.fifo)?/ },
      namedBy: [named('AWS/SQS', 'QueueName')],
      physicalId: 'queue-url',
      values: [
        /^https:\/\/(?:sqs\.(?<region>[a-z0-9-]{1,30})|[a-z0-9-]{1,30}\.queue|queue)\.amazonaws\.com(?:\.cn)?\/(?<account>\d{12})\/(?<id>[\w-]{1,80}(?:\.fifo)?)$/,
      ],
      metrics: [
        { id: 'age', name: 'ApproximateAgeOfOldestMessage', stat: 'Maximum', role: 'backlog', trouble: true },
        { id: 'visible', name: 'ApproximateNumberOfMessagesVisible', stat: 'Maximum', role: 'backlog' },
        { id: 'sent', name: 'NumberOfMessagesSent', stat: 'Sum', role: 'load' },
        { id: 'received', name: 'NumberOfMessagesReceived', stat: 'Sum', role: 'output' },
        { id: 'deleted', name: 'NumberOfMessagesDeleted', stat: 'Sum', role: 'output' },
      ],
      silent: true,
      readByMappings: true,
      usedByFunctions: true,
      inTrail: true,
    },
  ],
};
