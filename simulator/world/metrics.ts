import type { SeriesPrimitive } from '../language/primitives.ts';
import type { Scenario } from '../language/scenario.ts';
import { levelAt } from '../language/values.ts';
import { random } from '../random.ts';

/** `n` samples of the value `v`, stamped `t`, that can be read from `toldAt` on. Epoch ms. */
export interface Sample {
  t: number;
  v: number;
  n: number;
  toldAt: number;
}

export interface Series {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  unit: string;
  /** Samples with `from <= t < to`, whatever the data time. */
  samples(from: number, to: number): Sample[];
}

/** A series that a macro writes sample by sample. */
export interface WrittenSeries extends Series {
  /** `endedAt` is when it is sent; it can be read a lag later. */
  add(t: number, v: number, endedAt?: number, n?: number): void;
}

export interface MetricStore {
  write(namespace: string, name: string, dimensions: Record<string, string>, unit?: string): WrittenSeries;
  /** Adds a series whose samples are computed when they are read; `earlier` ones of a written series too. */
  compute(series: Series): void;
  find(namespace: string, name: string, dimensions: Record<string, string>): Series | undefined;
  all(): Series[];
  /** Series of the scenario in whose place a macro wrote its own. */
  readonly replaced: readonly Series[];
}

const MINUTE = 60_000;

export function metricStore(scenario: Scenario): MetricStore {
  const series = new Map<string, Series>();
  const replaced: Series[] = [];
  const lagOf = (namespace: string, t: number) =>
    random(scenario.seed, 'metric-lag', namespace, Math.floor(t / MINUTE)).between(...scenario.lag.metrics) *
    1_000;
  const lags = new Map<string, number>();
  const lag = (namespace: string, t: number) => {
    const key = `${namespace} ${Math.floor(t / MINUTE)}`;
    const known = lags.get(key) ?? lagOf(namespace, t);
    lags.set(key, known);
    return known;
  };
  const store: MetricStore = {
    write(namespace, name, dimensions, unit = 'Count') {
      const key = keyOf(namespace, name, dimensions);
      const there = series.get(key);
      if (there !== undefined && isWritten(there)) return there;
      if (there !== undefined) replaced.push(there);
      const minutes = new Map<number, { lagMs: number; samples: Sample[] }>();
      const written: WrittenSeries = {
        namespace,
        name,
        dimensions,
        unit,
        add(t, v, endedAt = t, n = 1) {
          const index = Math.floor(t / MINUTE);
          const minute = minutes.get(index) ?? { lagMs: lag(namespace, t), samples: [] };
          if (minute.samples.length === 0) minutes.set(index, minute);
          minute.samples.push({ t, v, n, toldAt: endedAt + minute.lagMs });
        },
        samples: (from, to) => between(from, to, (minute) => minutes.get(minute)?.samples ?? []),
      };
      series.set(key, written);
      return written;
    },
    compute(computed) {
      series.set(keyOf(computed.namespace, computed.name, computed.dimensions), computed);
    },
    find: (namespace, name, dimensions) => series.get(keyOf(namespace, name, dimensions)),
    all: () => [...series.values()],
    replaced,
  };
  for (const primitive of scenario.series) store.compute(primitiveSeries(scenario, primitive, lag));
  return store;
}

function isWritten(series: Series): series is WrittenSeries {
  return 'add' in series;
}

/** What two series of one metric have in common. */
export function keyOf(namespace: string, name: string, dimensions: Record<string, string>): string {
  return JSON.stringify([
    namespace,
    name,
    Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

export function between(from: number, to: number, minute: (n: number) => readonly Sample[]): Sample[] {
  const found: Sample[] = [];
  for (let n = Math.floor(from / MINUTE); n * MINUTE < to; n++) {
    for (const sample of minute(n)) if (from <= sample.t && sample.t < to) found.push(sample);
  }
  return found;
}

/** Values of a spread around the level, at fixed quantiles, so that percentiles mean something. */
const QUANTILES = [-1.28, -0.52, 0, 0.52, 1.28];

function primitiveSeries(
  scenario: Scenario,
  primitive: SeriesPrimitive,
  lag: (namespace: string, t: number) => number,
): Series {
  const { namespace, name, dimensions, unit, every, value, total, share, delay } = primitive;
  const start = Date.parse(scenario.start);
  const interval = Math.max(MINUTE, every);
  const firstAt = primitive.from === undefined ? -Infinity : start + primitive.from;
  const lastAt = primitive.until === undefined ? Infinity : start + primitive.until;
  const key = keyOf(namespace, name, dimensions);
  const at = (t: number): Sample[] => {
    if (t < firstAt || t >= lastAt) return [];
    const draw = random(scenario.seed, key, t - start);
    const toldAt = t + interval + lag(namespace, t) + delay;
    const sample = (v: number, n: number) => ({ t, v, n, toldAt });
    if (value !== undefined) {
      const level = levelAt(value, start, t);
      const { samples, spread } = primitive;
      if (samples === 1) return [sample(draw.spread(level, spread), 1)];
      const n = samples / QUANTILES.length;
      const centre = draw.spread(level, spread / Math.sqrt(samples));
      return QUANTILES.map((q) => sample(centre * Math.exp(q * spread), n));
    }
    if (total !== undefined) {
      const n = draw.count(levelAt(total, start, t));
      return n === 0 ? (primitive.sparse ? [] : [sample(0, 1)]) : [sample(1, n)];
    }
    const of = draw.count(share === undefined ? 0 : levelAt(share.of, start, t));
    const ones = Math.min(of, draw.count(of * (share === undefined ? 0 : levelAt(share.ratio, start, t))));
    return [...(ones > 0 ? [sample(1, ones)] : []), ...(of > ones ? [sample(0, of - ones)] : [])];
  };
  return {
    namespace,
    name,
    dimensions,
    unit,
    samples(from, to) {
      const found: Sample[] = [];
      const first = start + Math.ceil((from - start) / interval) * interval;
      for (let t = first; t < to; t += interval) found.push(...at(t));
      return found;
    },
  };
}

/** One statistic over samples; undefined over none. @throws RangeError for a statistic that does not exist */
export function statisticOf(samples: readonly Sample[], stat: string): number | undefined {
  if (samples.length === 0) return undefined;
  const count = samples.reduce((sum, { n }) => sum + n, 0);
  const sum = () => samples.reduce((all, { v, n }) => all + v * n, 0);
  switch (stat) {
    case 'Sum':
      return sum();
    case 'Average':
      return sum() / count;
    case 'Maximum':
      return samples.reduce((most, { v }) => Math.max(most, v), -Infinity);
    case 'Minimum':
      return samples.reduce((least, { v }) => Math.min(least, v), Infinity);
    case 'SampleCount':
      return count;
  }
  const percent = Number(/^p(\d{1,2}(?:\.\d+)?|100)$/.exec(stat)?.[1] ?? NaN);
  if (Number.isNaN(percent)) throw new RangeError(`The value ${stat} for parameter Stat is not supported.`);
  // In this order: 0.55 * 100 is more than 55.
  let left = (percent * count) / 100;
  const sorted = samples.toSorted((a, b) => a.v - b.v);
  return (sorted.find(({ n }) => (left -= n) <= 0) ?? sorted.at(-1))?.v;
}
