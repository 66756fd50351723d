import type { Json } from '../core/canonical.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Edit {
  /** The record. */
  name: string;
  how: string;
  /** Where in it; empty if the record itself. */
  path: string[];
}

type Pick = <T>(items: readonly T[]) => T;
type Container = Json[] | { [key: string]: Json };

/** Edits one record of a case at random, in place. */
export function randomEdit(records: Map<string, Json>, draw: () => number): Edit {
  const pick: Pick = (items) => {
    const item = items[Math.floor(draw() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  // By kind first: else most edits would be of calls.
  const kinds = Map.groupBy(records.keys(), kindOf);
  const name = pick(kinds.get(pick([...kinds.keys()])) ?? []);
  const value = records.get(name) ?? null;
  if (draw() < 0.12) return { name, path: [], how: editRecords(records, name, pick) };
  if (typeof value === 'string') {
    records.set(name, editText(value, draw));
    return { name, path: [], how: 'change' };
  }
  const places = placesIn(value);
  const { container, path } = pick(places);
  const [how, key] = editContainer(container, pick, draw);
  return { name, path: key === undefined ? path : [...path, key], how };
}

/** `calls/P1.1.json` is of the kind `calls`. */
export function kindOf(name: string): string {
  if (name.endsWith('/ask.json')) return 'rounds/ask';
  if (name.startsWith('rounds/')) return 'rounds/server';
  if (name.endsWith('.attempt.json')) return 'attempts';
  return name.replace(/^(calls|deliveries)\/.*/, '$1').replace(/-\d+/, '');
}

function editRecords(records: Map<string, Json>, name: string, pick: Pick): string {
  const how = pick(['delete', 'duplicate', 'rename', 'swap']);
  const value = records.get(name) ?? null;
  const renamed = name.replace(/(\d+)(?=[^\d]*$)/, (n) => String(Number(n) + 1));
  const other = renamed === name ? `${name.replace(/\.\w+$/, '')}-2.json` : renamed;
  if (how === 'delete' || how === 'rename') records.delete(name);
  if (how === 'duplicate' || how === 'rename') records.set(other, structuredClone(value));
  if (how === 'swap') {
    const second = pick([...records.keys()].filter((one) => kindOf(one) === kindOf(name)));
    records.set(name, records.get(second) ?? null);
    records.set(second, value);
  }
  return `${how} the record`;
}

function placesIn(value: Json, path: string[] = []): { container: Container; path: string[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]));
  return [{ container: value, path }, ...inner];
}

/** @returns what was done, and to which key */
function editContainer(container: Container, pick: Pick, draw: () => number): [string, string?] {
  if (Array.isArray(container)) {
    if (container.length === 0) {
      container.push(pick<Json>(['added', 7, { added: true }]));
      return ['add', '0'];
    }
    const at = Math.floor(draw() * container.length);
    const how = pick(['change', 'delete', 'duplicate', 'reorder', 'swap']);
    if (how === 'delete') container.splice(at, 1);
    else if (how === 'duplicate') container.splice(at, 0, structuredClone(container[at] ?? null));
    else if (how === 'reorder') container.reverse();
    else if (how === 'swap') {
      const other = Math.floor(draw() * container.length);
      [container[at], container[other]] = [container[other] ?? null, container[at] ?? null];
    } else container[at] = changed(container[at] ?? null, draw);
    return [how, String(at)];
  }
  const keys = Object.keys(container);
  if (keys.length === 0 || draw() < 0.08) {
    container['added'] = pick<Json>(['text', 7, null]);
    return ['add', 'added'];
  }
  const key = pick(keys);
  const how = pick(['change', 'change', 'change', 'delete', 'rename', 'swap']);
  const value = container[key] ?? null;
  if (how === 'delete') delete container[key];
  else if (how === 'rename') {
    delete container[key];
    container[`${key}2`] = value;
  } else if (how === 'swap') {
    const other = pick(keys);
    container[key] = container[other] ?? null;
    container[other] = value;
  } else container[key] = changed(value, draw);
  return [how, key];
}

function changed(value: Json, draw: () => number): Json {
  if (typeof value === 'number') return value + (draw() < 0.5 ? 1 : -1);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return editText(value, draw);
  if (value === null) return 'not null';
  return Array.isArray(value) ? [] : {};
}

/** Times stay times and numbers stay numbers, so that shapes alone don't find it. */
function editText(text: string, draw: () => number): string {
  const digits = [...text.matchAll(/\d/g)];
  const digit = digits[Math.floor(draw() * digits.length)];
  if (digit !== undefined && draw() < 0.8) {
    const { index } = digit;
    return `${text.slice(0, index)}${(Number(digit[0]) + 1) % 10}${text.slice(index + 1)}`;
  }
  const at = Math.floor(draw() * (text.length + 1));
  return `${text.slice(0, at)}x${text.slice(at)}`;
}
