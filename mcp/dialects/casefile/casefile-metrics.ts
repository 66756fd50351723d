import * as z from 'zod';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { type Bind, once } from '../reader.ts';

const Series = z.looseObject({
  id: z.string(),
  label: z.string().optional(),
  status: z.string(),
  points: z.array(z.unknown()),
});

export const metricsRange: Bind = once(
  capabilities['metrics.range'].args,
  ({ from, to, periodSeconds, series, expressions }) => ({
    tool: 'get_metric_data',
    args: { from, to, periodSeconds, metrics: series, expressions },
  }),
  z
    .looseObject({ series: z.array(Series), warnings: z.array(z.string()) })
    .transform(({ series, warnings }) => {
      // An expression that may give several series has a label for each; its id alone would mix them.
      const keyOf = ({ id, label = id }: z.infer<typeof Series>) => (label === id ? id : `${id}:${label}`);
      // A series that AWS did not answer completely would look sparse.
      const complete = series.filter(({ status }) => status === 'Complete');
      return {
        series: Object.fromEntries(complete.map((one) => [keyOf(one), one.points])),
        warnings: [
          ...series
            .filter(({ status }) => status !== 'Complete')
            .map((one) => `series ${keyOf(one)} is ${one.status}`),
          ...warnings,
        ],
      };
    }),
);

export const metricsList: Bind = once(
  capabilities['metrics.list'].args,
  ({ namespace, dimensions }) => ({
    tool: 'list_metrics',
    args: {
      namespace,
      dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
    },
  }),
  z
    .looseObject({ metrics: z.array(z.unknown()), showing: z.string().optional() })
    .transform(({ metrics, showing }) => ({ metrics, truncated: showing !== undefined })),
);
