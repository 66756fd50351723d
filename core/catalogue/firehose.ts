import { type Service, named } from './resource-type.ts';

export const firehose: Service = {
  eventSource: 'firehose.amazonaws.com',
  health: 'FIREHOSE',
  clients: { names: ['KinesisFirehose'], calls: ['PutRecordBatch'] },
  types: [
    {
      type: 'AWS::KinesisFirehose::DeliveryStream',
      noun: 'delivery stream',
      arn: { service: 'firehose', prefix: 'deliverystream/', id: /[\w.-]{1,64}/ },
      namedBy: [named('AWS/Firehose', 'DeliveryStreamName')],
    },
  ],
};
