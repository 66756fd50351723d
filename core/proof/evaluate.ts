import { round } from '../round.ts';
import * as z from 'zod';
import type { Evidence } from '../case.ts';
import { type Json, canonical } from '../canonical.ts';
import { SECOND, ms } from '../time.ts';
import type { At, Path, Predicate, Stat, Term, Where } from './predicate.ts';

/**
 * Does the claim hold on this evidence? A path that leads nowhere makes a claim false, never an error:
 * evidence may have been changed by anybody.
 */
export function evaluate(predicate: Predicate, evidence: readonly Evidence[]): boolean {
  switch (predicate.op) {
    case 'all':
      return predicate.of.every((part) => evaluate(part, evidence));
    case 'not':
      return !evaluate(predicate.of, evidence);
    case 'equals': {
      const left = valueOf(predicate.left, evidence);
      const right = valueOf(predicate.right, evidence);
      return left !== undefined && right !== undefined && canonical(left) === canonical(right);
    }
    case 'less':
      return compare(predicate.left, predicate.right, evidence, (left, right) => left < right);
    case 'atMost':
      return compare(predicate.left, predicate.right, evidence, (left, right) => left <= right);
    case 'rounds': {
      const value = valueOf(predicate.left, evidence);
      return typeof value === 'number' && round(value, predicate.digits) === predicate.to;
    }
    case 'ratio': {
      const of = valueOf(predicate.of, evidence);
      const over = valueOf(predicate.over, evidence);
      if (typeof of !== 'number' || typeof over !== 'number' || over === 0) return false;
      return round(of / over, predicate.digits) === predicate.to;
    }
    case 'contains': {
      const value = valueAt(predicate.in, evidence);
      return typeof value === 'string' && value.includes(predicate.text);
    }
    case 'some':
      return listAt(predicate.in, evidence)?.some((item) => fits(item, predicate.where)) ?? false;
    case 'none':
      return listAt(predicate.in, evidence)?.every((item) => !fits(item, predicate.where)) ?? false;
    case 'complete': {
      const item = evidence.find(({ id }) => id === predicate.evidence);
      return item !== undefined && predicate.until <= item.completeUntil;
    }
  }
}

function compare(
  left: Term,
  right: Term,
  evidence: readonly Evidence[],
  holds: (left: number | string, right: number | string) => boolean,
): boolean {
  const a = valueOf(left, evidence);
  const b = valueOf(right, evidence);
  if (typeof a === 'number' && typeof b === 'number') return holds(a, b);
  if (typeof a === 'string' && typeof b === 'string') return holds(a, b);
  return false;
}

function valueOf(term: Term, evidence: readonly Evidence[]): Json | undefined {
  if ('value' in term) return term.value;
  const value = valueAt(term, evidence);
  if (!('stat' in term)) return value;
  const points = Points.safeParse(value);
  if (!points.success) return undefined;
  return statOf(bucketValues(points.data, term.from, term.to, term.everySeconds), term.stat);
}

const Points = z.array(z.strictObject({ t: z.string(), v: z.number() }));

/** Values with `from <= t < to`; with `everySeconds`, one for each bucket, 0 where there is no datapoint. */
export function bucketValues(
  points: readonly { t: string; v: number }[],
  from: string,
  to: string,
  everySeconds: number | undefined,
): number[] {
  const inside = points.filter(({ t }) => from <= t && t < to);
  if (everySeconds === undefined) return inside.map(({ v }) => v);
  const buckets = Math.max(0, Math.ceil((ms(to) - ms(from)) / (everySeconds * SECOND)));
  return [
    ...inside.map(({ v }) => v),
    ...Array.from({ length: Math.max(0, buckets - inside.length) }, () => 0),
  ];
}

/** Undefined over nothing. */
export function statOf(values: readonly number[], stat: Stat): number | undefined {
  if (values.length === 0) return undefined;
  const sum = () => values.reduce((total, value) => total + value, 0);
  switch (stat) {
    case 'sum':
      return sum();
    case 'mean':
      return sum() / values.length;
    case 'max':
      return values.reduce((most, value) => Math.max(most, value));
    case 'min':
      return values.reduce((least, value) => Math.min(least, value));
    case 'median': {
      const sorted = values.toSorted((a, b) => a - b);
      const middle = sorted.length / 2;
      const upper = sorted[Math.floor(middle)] ?? 0;
      return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
    }
  }
}

function listAt(at: At, evidence: readonly Evidence[]): Json[] | undefined {
  const value = valueAt(at, evidence);
  return Array.isArray(value) ? value : undefined;
}

function valueAt(at: { evidence: string; path: Path }, evidence: readonly Evidence[]): Json | undefined {
  let value: Json | undefined = evidence.find(({ id }) => id === at.evidence)?.answer;
  for (const step of at.path) {
    if (Array.isArray(value)) {
      if (typeof step === 'number') value = value[step];
      else if (typeof step === 'object') value = value.find((item) => fits(item, step));
      else return undefined;
    } else if (isObject(value) && typeof step === 'string') {
      value = Object.hasOwn(value, step) ? value[step] : undefined;
    } else return undefined;
  }
  return value;
}

function fits(item: Json, where: Where): boolean {
  if (!isObject(item)) return false;
  return Object.entries(where).every(([key, wanted]) => {
    const value = Object.hasOwn(item, key) ? item[key] : undefined;
    return value !== undefined && canonical(value) === canonical(wanted);
  });
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
