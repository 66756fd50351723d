import { type Metric, type Service, named } from './resource-type.ts';

/** Of one node. Facts and names: the service's metrics for Valkey and Redis OSS. */
const METRICS: readonly Metric[] = [
  { id: 'connections', name: 'CurrConnections', stat: 'Average', role: 'load' },
  { id: 'authFailures', name: 'AuthenticationFailures', stat: 'Sum', role: 'faults', trouble: true },
  {
    id: 'bandwidthExceeded',
    name: 'NetworkBandwidthOutAllowanceExceeded',
    stat: 'Sum',
    role: 'throttles',
    trouble: true,
  },
  // In microseconds.
  { id: 'latency', name: 'SuccessfulReadRequestLatency', stat: 'Average', role: 'time' },
  { id: 'engineCpu', name: 'EngineCPUUtilization', stat: 'Maximum', role: 'saturation' },
  { id: 'memory', name: 'DatabaseMemoryUsagePercentage', stat: 'Maximum', role: 'saturation' },
  { id: 'evictions', name: 'Evictions', stat: 'Sum', role: 'output' },
];

/** `<id>.<six characters>.<kind>.<short region>.cache.amazonaws.com`; with TLS, what it is for stands before. */
const endpoint = (before: string, kind: string) =>
  new RegExp(
    `^${before}(?<id>[a-z][a-z0-9-]{0,39})\\.[a-z0-9]{6}\\.${kind}[a-z0-9]{3,6}\\.cache\\.amazonaws\\.com$`,
  );

export const elasticache: Service = {
  eventSource: 'elasticache.amazonaws.com',
  health: 'ELASTICACHE',
  types: [
    {
      type: 'AWS::ElastiCache::CacheCluster',
      noun: 'cache',
      arn: { service: 'elasticache', prefix: 'cluster:', id: /[\w-]{1,64}/ },
      namedBy: [named('AWS/ElastiCache', 'CacheClusterId')],
      values: [endpoint('', '(?:0001|cfg)\\.')],
      metrics: METRICS,
      silent: true,
    },
    {
      type: 'AWS::ElastiCache::ReplicationGroup',
      noun: 'cache',
      arn: { service: 'elasticache', prefix: 'replicationgroup:', id: /[\w-]{1,64}/ },
      namedBy: [
        {
          ...named('AWS/ElastiCache', 'ReplicationGroupId'),
          // Metrics are of its nodes: without shards, the first is called so.
          dimensionsOf: (id) => ({ CacheClusterId: `${id}-001` }),
        },
      ],
      values: [endpoint('', 'ng\\.0001\\.'), endpoint('(?:master|replica|clustercfg)\\.', '')],
      metrics: METRICS,
      silent: true,
      undo: 'An engine’s version can’t go back, and what was cached is gone; everything else is set again with modify-replication-group.',
    },
  ],
  changes: [
    { call: 'ModifyReplicationGroup', kind: 'configuration' },
    { call: 'ModifyCacheCluster', kind: 'configuration' },
    { call: 'ModifyCacheParameterGroup', kind: 'configuration' },
    { call: 'ModifyUser', kind: 'permission' },
    { call: 'ModifyUserGroup', kind: 'permission' },
    { call: 'RebootCacheCluster', kind: 'configuration' },
    { call: 'TestFailover', kind: 'configuration' },
    { call: 'DeleteReplicationGroup', kind: 'configuration' },
    { call: 'DeleteCacheCluster', kind: 'configuration' },
    { call: 'ModifyReplicationGroupShardConfiguration', kind: 'capacity' },
    { call: 'DecreaseReplicaCount', kind: 'capacity' },
  ],
};
