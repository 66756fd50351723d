import type { Service } from './resource-type.ts';

export const mq: Service = {
  eventSource: 'mq.amazonaws.com',
  health: 'MQ',
  types: [
    {
      type: 'AWS::AmazonMQ::Broker',
      noun: 'broker',
      arn: { service: 'mq', prefix: 'broker:', id: /[\w-]{1,50}/, behind: /:[\w-]{1,60}/ },
      physicalId: 'unknown',
    },
  ],
};
