import { type Service, named } from './resource-type.ts';

export const elasticache: Service = {
  eventSource: 'elasticache.amazonaws.com',
  health: 'ELASTICACHE',
  types: [
    {
      type: 'AWS::ElastiCache::CacheCluster',
      noun: 'cache',
      arn: { service: 'elasticache', prefix: 'cluster:', id: /[\w-]{1,64}/ },
      namedBy: [named('AWS/ElastiCache', 'CacheClusterId')],
    },
    {
      type: 'AWS::ElastiCache::ReplicationGroup',
      noun: 'cache',
      arn: { service: 'elasticache', prefix: 'replicationgroup:', id: /[\w-]{1,64}/ },
      namedBy: [named('AWS/ElastiCache', 'ReplicationGroupId')],
    },
  ],
};
