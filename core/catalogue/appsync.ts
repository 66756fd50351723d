import { type Service, named } from './resource-type.ts';

export const appsync: Service = {
  eventSource: 'appsync.amazonaws.com',
  health: 'APPSYNC',
  types: [
    {
      type: 'AWS::AppSync::GraphQLApi',
      noun: 'GraphQL API',
      arn: { service: 'appsync', prefix: 'apis/', id: /[\w-]{1,64}/, behind: /\/.{0,1024}/ },
      namedBy: [named('AWS/AppSync', 'GraphQLAPIId')],
      physicalId: 'arn',
    },
  ],
};
