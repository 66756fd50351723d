import { type Service, named } from './resource-type.ts';

export const msk: Service = {
  eventSource: 'kafka.amazonaws.com',
  health: 'KAFKA',
  types: [
    {
      type: 'AWS::MSK::Cluster',
      noun: 'Kafka cluster',
      // The physical id is the ARN, which ends in an id that the name does not tell.
      arn: { service: 'kafka', prefix: 'cluster/', id: /[\w-]{1,64}/, behind: /\/[\da-f-]{1,64}/ },
      namedBy: [named('AWS/Kafka', 'Cluster Name')],
      physicalId: 'unknown',
    },
  ],
};
