import * as z from 'zod';

/** What is told of a series instead of its points; times are of the bucket that has it. */
export const SeriesStatistics = {
  buckets: z.number().exactOptional(),
  sum: z.number().exactOptional(),
  mean: z.number().exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  maxAt: z.string().exactOptional(),
  first: z.string().exactOptional(),
  last: z.string().exactOptional(),
};

/** Six digits are more than a metric is worth. */
const rounded = (value: number) => Number(value.toPrecision(6));

/** Of no points only that there are none. @param points oldest first */
export function statisticsOf(points: readonly { t: string; v: number }[]) {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return { buckets: 0 };
  const sum = points.reduce((total, { v }) => total + v, 0);
  const highest = points.reduce((best, one) => (one.v > best.v ? one : best), first);
  return {
    buckets: points.length,
    sum: rounded(sum),
    mean: rounded(sum / points.length),
    min: points.reduce((least, { v }) => Math.min(least, v), first.v),
    max: highest.v,
    maxAt: highest.t,
    first: first.t,
    last: last.t,
  };
}
