import { type Service, named } from './resource-type.ts';

/** Endpoints: `orders.c9akciq32.eu-west-1.rds.amazonaws.com`, of a cluster `orders.cluster-ro-c9akciq32...`. */
const endpoint = (kind: string) =>
  new RegExp(
    `^(?<id>[a-z][a-z0-9-]{0,62})\\.${kind}[a-z0-9]{6,32}\\.(?<region>[a-z0-9-]{5,30})\\.rds\\.amazonaws\\.com(?:\\.cn)?$`,
  );

export const rds: Service = {
  eventSource: 'rds.amazonaws.com',
  health: 'RDS',
  types: [
    {
      type: 'AWS::RDS::DBInstance',
      noun: 'database',
      arn: { service: 'rds', prefix: 'db:', id: /[a-zA-Z][a-zA-Z0-9-]{0,62}/ },
      namedBy: [named('AWS/RDS', 'DBInstanceIdentifier')],
      values: [endpoint('')],
    },
    {
      type: 'AWS::RDS::DBCluster',
      noun: 'database cluster',
      arn: { service: 'rds', prefix: 'cluster:', id: /[a-zA-Z][a-zA-Z0-9-]{0,62}/ },
      namedBy: [named('AWS/RDS', 'DBClusterIdentifier')],
      values: [endpoint('cluster-(?:ro-)?')],
    },
    { type: 'AWS::RDS::DBProxy', noun: 'database proxy', values: [endpoint('proxy-')] },
  ],
};
