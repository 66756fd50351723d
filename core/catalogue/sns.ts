import { type Service, named } from './resource-type.ts';

export const sns: Service = {
  eventSource: 'sns.amazonaws.com',
  health: 'SNS',
  clients: { names: ['SimpleNotificationService'], calls: ['Publish', 'PublishBatch'] },
  types: [
    {
      type: 'AWS::SNS::Topic',
      noun: 'topic',
      arn: { service: 'sns', prefix: '', id: /[\w-]{1,256}(?:\.fifo)?/, behind: /:[\w-]{1,64}/ },
      namedBy: [named('AWS/SNS', 'TopicName')],
      physicalId: 'arn',
      silent: true,
    },
  ],
};
