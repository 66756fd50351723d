import * as z from 'zod';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { Instant } from './awslabs-said.ts';
import { bind, type Bind, readAs } from '../reader.ts';

const Message = z.looseObject({ Code: z.string().default(''), Value: z.string().default('') });

/** One of `metricDataResults`. */
const Result = z.looseObject({
  id: z.string(),
  label: z.string(),
  statusCode: z.string(),
  datapoints: z.array(z.looseObject({ timestamp: Instant, value: z.number() })),
});
export type MetricResult = z.infer<typeof Result>;

export const MetricData = z.looseObject({
  metricDataResults: z.array(Result),
  messages: z.array(Message).default([]),
});

/** An expression that may give several series has a label for each. */
const GIVES_SEVERAL = /^\s*(?:SELECT|SEARCH)\b/i;

/**
 * By `queries` alone: only they take a period, percentiles and expressions, and only with them does the server read
 * all pages.
 */
export const metricsRange: Bind = bind(capabilities['metrics.range'].args, {
  next({ from, to, periodSeconds, series, expressions }, results, region) {
    if (results.length > 0) return undefined;
    const metrics = series.map(({ id, namespace, name, dimensions, stat }) => ({
      id,
      metric_stat: {
        namespace,
        metric_name: name,
        dimensions: Object.entries(dimensions).map(([key, value]) => ({ name: key, value })),
        statistic: stat,
        period: periodSeconds,
      },
    }));
    const computed = expressions.map(({ id, expression }) => ({
      id,
      expression,
      period: periodSeconds,
      ...(!GIVES_SEVERAL.test(expression) && { label: id }),
    }));
    return {
      tool: 'get_metric_data',
      args: { start_time: from, end_time: to, queries: [...metrics, ...computed], region },
    };
  },
  read({ series, expressions }, [result]) {
    const several = new Set(expressions.map(({ id }) => id));
    const keyOf = ({ id, label }: MetricResult) => (several.has(id) && label !== id ? `${id}:${label}` : id);
    return readAs(
      MetricData.transform(({ metricDataResults: all, messages }) => {
        const told = all.filter((one) => flawIn(one) === undefined);
        const ids = [...series, ...expressions].map(({ id }) => id);
        // What AWS says nothing of has no datapoints.
        const silent = ids.filter((id) => all.every((one) => one.id !== id));
        return {
          series: {
            ...Object.fromEntries(silent.map((id) => [id, []])),
            ...Object.fromEntries(told.map((one) => [keyOf(one), pointsOf(one)])),
          },
          warnings: [
            ...all.flatMap((one) => {
              const flaw = flawIn(one);
              return flaw === undefined ? [] : [`series ${keyOf(one)} ${flaw}`];
            }),
            ...messages.map(({ Code, Value }) => `${Code}: ${Value}`),
          ],
        };
      }),
      result,
    );
  },
});

/** Why a series is no answer: it would look sparse, or it is two of one expression that the server ran together. */
function flawIn({ statusCode, datapoints }: MetricResult): string | undefined {
  if (statusCode !== 'Complete') return `is ${statusCode}`;
  const times = new Set(datapoints.map(({ timestamp }) => timestamp));
  return times.size < datapoints.length ? 'has several values for one time' : undefined;
}

function pointsOf({ datapoints }: MetricResult) {
  return datapoints.map(({ timestamp: t, value: v }) => ({ t, v })).sort((a, b) => (a.t < b.t ? -1 : 1));
}
