import { type Service, named } from './resource-type.ts';

export const loadBalancing: Service = {
  eventSource: 'elasticloadbalancing.amazonaws.com',
  health: 'ELASTICLOADBALANCING',
  types: [
    {
      type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      noun: 'load balancer',
      // As its dimension is written: `app/<name>/<hash>`.
      arn: {
        service: 'elasticloadbalancing',
        prefix: 'loadbalancer/',
        id: /(?:app|net|gwy)\/[\w-]{1,64}\/[\da-f]{1,32}/,
      },
      namedBy: [named('AWS/ApplicationELB', 'LoadBalancer'), named('AWS/NetworkELB', 'LoadBalancer')],
      physicalId: 'arn',
    },
    {
      type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      noun: 'target group',
      // As its dimension is written: `targetgroup/<name>/<hash>`.
      arn: {
        service: 'elasticloadbalancing',
        prefix: '',
        id: /targetgroup\/[\w-]{1,64}\/[\da-f]{1,32}/,
      },
      namedBy: [named('AWS/ApplicationELB', 'TargetGroup'), named('AWS/NetworkELB', 'TargetGroup')],
      physicalId: 'arn',
    },
    {
      type: 'AWS::ElasticLoadBalancing::LoadBalancer',
      noun: 'load balancer',
      arn: { service: 'elasticloadbalancing', prefix: 'loadbalancer/', id: /[\w-]{1,64}/ },
      namedBy: [named('AWS/ELB', 'LoadBalancerName')],
    },
  ],
};
