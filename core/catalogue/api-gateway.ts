import { type Service, named } from './resource-type.ts';

export const apiGateway: Service = {
  eventSource: 'apigateway.amazonaws.com',
  health: 'APIGATEWAY',
  types: [
    {
      type: 'AWS::ApiGateway::RestApi',
      noun: 'REST API',
      arn: { service: 'apigateway', prefix: '/restapis/', id: /[\w-]{1,64}/, behind: /\/.{0,1024}/ },
      // By its name, from which its id, CloudFormation's physical id, can't be told.
      namedBy: [named('AWS/ApiGateway', 'ApiName')],
      physicalId: 'unknown',
      metrics: [
        { id: 'requests', name: 'Count', stat: 'Sum', role: 'load' },
        { id: 'serverErrors', name: '5XXError', stat: 'Sum', role: 'faults', trouble: true },
        { id: 'latency', name: 'Latency', stat: 'Average', role: 'time' },
      ],
    },
    {
      type: 'AWS::ApiGatewayV2::Api',
      noun: 'API',
      arn: { service: 'apigateway', prefix: '/apis/', id: /[\w-]{1,64}/, behind: /\/.{0,1024}/ },
      namedBy: [named('AWS/ApiGateway', 'ApiId')],
    },
  ],
};
