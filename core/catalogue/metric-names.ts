import type { AlarmMetric } from '../case.ts';
import { type Entity, type Place, distinct } from '../entity.ts';
import { SERVICES, TYPES, knownOf } from './catalogue.ts';
import type { Dimensions, Metric } from './resource-type.ts';

/** The resources that the dimensions of metrics name, each once, in the metrics' order. */
export function entitiesOfMetrics(metrics: readonly AlarmMetric[], place: Place): Entity[] {
  return distinct(metrics.flatMap((metric) => namedBy(metric, place)));
}

function namedBy({ namespace, dimensions, account }: AlarmMetric, place: Place): Entity[] {
  return TYPES.flatMap(({ type, namedBy: names = [] }) =>
    names.flatMap((name) => {
      const id = name.namespace === namespace ? name.idIn(dimensions) : undefined;
      return id === undefined || id === ''
        ? []
        : [{ type, account: account ?? place.account, region: place.region, id }];
    }),
  );
}

/** The metrics that tell how a resource does, as they are asked for; none for types of which that is not known. */
export function metricsOf({ type, id }: Pick<Entity, 'type' | 'id'>): readonly (Metric & {
  namespace: string;
  dimensions: Dimensions;
})[] {
  const { metrics = [], namedBy: names = [] } = knownOf(type);
  const name = names.find(({ dimensionsOf }) => dimensionsOf !== undefined);
  const dimensions = name?.dimensionsOf?.(id);
  if (name === undefined || dimensions === undefined) return [];
  return metrics.map((metric) => ({ ...metric, namespace: name.namespace, dimensions }));
}

/** Do the metrics of a namespace have a datapoint a minute? */
export function isEveryMinute(namespace: string): boolean {
  return SERVICES.some(({ everyMinute }) => everyMinute === namespace);
}
