import { type Service, named } from './resource-type.ts';

// Namespace, ARNs and calls are older than the service's name.
export const opensearch: Service = {
  eventSource: 'es.amazonaws.com',
  health: 'ES',
  types: [
    {
      type: 'AWS::OpenSearchService::Domain',
      noun: 'search domain',
      arn: { service: 'es', prefix: 'domain/', id: /[a-z][a-z0-9-]{2,27}/, behind: /\/.{0,1024}/ },
      namedBy: [named('AWS/ES', 'DomainName')],
    },
  ],
};
