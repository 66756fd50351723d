import type { Sample } from '../../../simulator/world/metrics.ts';

/** A statistic over every value written out, with whole numbers of samples only. */
export function naiveStatistic(samples: readonly Sample[], stat: string): number | undefined {
  const values = samples.flatMap(({ v, n }) => Array.from({ length: n }, () => v)).sort((a, b) => a - b);
  if (values.length === 0) return undefined;
  const sum = values.reduce((all, value) => all + value, 0);
  switch (stat) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'Minimum':
      return values[0];
    case 'Maximum':
      return values.at(-1);
    case 'SampleCount':
      return values.length;
    default:
      return values.find((_, i) => ((i + 1) * 100) / values.length >= Number(stat.slice(1)));
  }
}
