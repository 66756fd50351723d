import { type Dimensions, type Service } from './resource-type.ts';

/** Both namespaces name a service by two dimensions. */
const NAMESPACES = ['AWS/ECS', 'ECS/ContainerInsights'];

const part = (value: string | undefined) => (value === undefined || value === '' ? undefined : value);

function serviceIn({ ClusterName, ServiceName }: Dimensions): string | undefined {
  const [cluster, service] = [part(ClusterName), part(ServiceName)];
  return cluster === undefined || service === undefined ? undefined : `${cluster}/${service}`;
}

function clusterIn({ ClusterName, ServiceName }: Dimensions): string | undefined {
  return part(ServiceName) === undefined ? part(ClusterName) : undefined;
}

export const ecs: Service = {
  eventSource: 'ecs.amazonaws.com',
  health: 'ECS',
  types: [
    {
      type: 'AWS::ECS::Service',
      noun: 'ECS service',
      arn: { service: 'ecs', prefix: 'service/', id: /[\w-]{1,255}(?:\/[\w-]{1,255})?/ },
      namedBy: NAMESPACES.map((namespace) => ({ namespace, idIn: serviceIn })),
      physicalId: 'arn',
    },
    {
      type: 'AWS::ECS::Cluster',
      noun: 'ECS cluster',
      arn: { service: 'ecs', prefix: 'cluster/', id: /[\w-]{1,255}/ },
      namedBy: NAMESPACES.map((namespace) => ({ namespace, idIn: clusterIn })),
    },
  ],
};
