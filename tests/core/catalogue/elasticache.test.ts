import { describe, expect, it } from '@jest/globals';
import { undoOf } from '../../../core/catalogue/catalogue.ts';
import { entitiesOfMetrics, metricsOf } from '../../../core/catalogue/metric-names.ts';
import { isCallOn, kindOfCall } from '../../../core/catalogue/trail-names.ts';
import { entityOfValue } from '../../../core/catalogue/values.ts';

const HERE = { partition: 'aws', account: '111122223333', region: 'eu-west-1' };
const GROUP = {
  type: 'AWS::ElastiCache::ReplicationGroup',
  account: HERE.account,
  region: HERE.region,
  id: 'sessions',
};

describe('a cache', () => {
  it.each([
    ['sessions.ab12cd.ng.0001.euw1.cache.amazonaws.com', 'AWS::ElastiCache::ReplicationGroup'],
    ['master.sessions.ab12cd.euw1.cache.amazonaws.com', 'AWS::ElastiCache::ReplicationGroup'],
    ['clustercfg.sessions.ab12cd.euw1.cache.amazonaws.com', 'AWS::ElastiCache::ReplicationGroup'],
    ['sessions.ab12cd.0001.euw1.cache.amazonaws.com', 'AWS::ElastiCache::CacheCluster'],
    ['sessions.ab12cd.cfg.euw1.cache.amazonaws.com', 'AWS::ElastiCache::CacheCluster'],
  ])('is named by its endpoint %s', (host, type) => {
    expect(entityOfValue(host, HERE)).toEqual({ ...GROUP, type });
  });

  it('is not named by what merely looks like one', () => {
    expect(
      entityOfValue('sessions.ab12cd.ng.0001.euw1.cache.amazonaws.com.evil.example', HERE),
    ).toBeUndefined();
    expect(entityOfValue('sessions', HERE)).toBeUndefined();
  });

  it('is read by the metrics of its first node, with what each means', () => {
    const metrics = metricsOf(GROUP);
    expect(metrics.every(({ dimensions }) => dimensions['CacheClusterId'] === 'sessions-001')).toBe(true);
    expect(metrics.filter(({ trouble }) => trouble).map(({ role }) => role)).toEqual(['faults', 'throttles']);
    const node = { id: 'm', namespace: 'AWS/ElastiCache', name: 'Evictions', periodSeconds: 60, stat: 'Sum' };
    expect(entitiesOfMetrics([{ ...node, dimensions: { CacheClusterId: 'sessions-001' } }], HERE)).toEqual([
      { ...GROUP, type: 'AWS::ElastiCache::CacheCluster', id: 'sessions-001' },
    ]);
  });

  it('is changed by its own service’s calls, some of which change nothing that matters', () => {
    const source = 'elasticache.amazonaws.com';
    expect(kindOfCall(source, 'ModifyReplicationGroup')).toBe('configuration');
    expect(kindOfCall(source, 'ModifyUser')).toBe('permission');
    expect(kindOfCall(source, 'AddTagsToResource')).toBeUndefined();
    expect(isCallOn({ source, resources: ['sessions'] }, GROUP, HERE)).toBe(true);
    expect(isCallOn({ source: 'rds.amazonaws.com', resources: ['sessions'] }, GROUP, HERE)).toBe(false);
    expect(undoOf(GROUP.type)).toMatch(/modify-replication-group/);
  });
});
