import { VARIABLE } from './mask.ts';

/**
 * What masks don't see: words in place of ids. Patterns that differ in one place only are one if that place has many values,
 * or values that look like names. The order of patterns does not matter: all of a pass are merged together, since a tree that
 * takes lines one by one (Drain) gives other patterns for another order.
 *
 * The thresholds are few and not of one kind of log: see bench/log-patterns.ts for what they reach.
 */
const PASSES = 3;
/** Distinct values from which a place is a variable, by what is known of it. */
const KNOWN_VARIABLE = 2;
const BEHIND_ENTITY = 5;
const NAMES = 3;
const HOSTS = 6;
const NAME_LIKE = 4;
const FIRST_WORD = 12;
const OTHERWISE = 6;
/** Behind `key:`. */
const PAIR_VALUES = 3;
/** Words that must stay the same beside a merged place. */
const MIN_WORDS = 2;
/** Patterns of more tokens are not merged; more patterns than these neither. */
const MAX_TOKENS = 120;
const MAX_PATTERNS = 20_000;

/** Words behind which a name stands. */
const ENTITY =
  /^(?:user|host|hostname|node|queue|topic|table|bucket|stream|function|service|job|task|worker|thread|file|path|key|id|name|client|customer|order|booking|tenant|account|session|device|container|instance|pod|volume|block|app|application|package|class|module|process|interface|port|channel|group|role|shop|region|zone|route|sku|product|item|for|from|by)$/i;
/** Words that tell what happened never become variables: names of errors, outcomes, and what holds a sentence together. */
const ERROR_NAME = /^E[A-Z]{4,20}$|(?:Error|Exception|Fault|Failure|Timeout|Denied|Expired|Refused)$/;
const TELLING =
  /^(?:error|warn|info|debug|true|false|null|none|ok|yes|no|success|succeeded|failed|failure|started|stopped|opened|closed|enabled|disabled|up|down|on|off|in|out|read|write|start|stop|end|begin|add|added|remove|removed|created|deleted|accepted|rejected|connected|disconnected|not|is|was|are|and|or|the|a|an|to|of|with|without)$/i;
/** Keys whose value says what happened. */
const TELLING_KEY =
  /(?:^|[._-]|(?<=[a-z])(?=[A-Z]))(?:error|err|exception|code|reason|cause|status|result|outcome|level|class|kind|type|action|state|event|msg|message)$/i;

/** Groups patterns: for each, the tokens of the group that it belongs to. */
export function mergeTokens(patterns: readonly (readonly string[])[]): string[][] {
  const merged = patterns.map((tokens) => [...tokens]);
  const some = merged.filter(({ length }) => length <= MAX_TOKENS).slice(0, MAX_PATTERNS);
  hidePairs(some);
  hideNames(some);
  for (let pass = 0; pass < PASSES; pass++) if (!mergePass(some)) break;
  return merged;
}

/**
 * What stands behind a key is about one line, as other fields of a JSON line are: always behind `=`, and behind `:` where it
 * differs.
 */
function hidePairs(patterns: readonly string[][]): void {
  const values = new Map<string, Set<string>>();
  for (const [tokens, at, key] of pairsIn(patterns)) {
    values.set(key, (values.get(key) ?? new Set()).add(tokens[at] ?? ''));
  }
  for (const [tokens, at, key] of pairsIn(patterns)) {
    if (tokens[at - 1] === '=' || (values.get(key)?.size ?? 0) >= PAIR_VALUES) tokens[at] = VARIABLE;
  }
}

const KEY = /^[A-Za-z_][\w.-]{0,60}$/;

/** The places of values, and their keys. */
function* pairsIn(patterns: readonly string[][]): Generator<[tokens: string[], at: number, key: string]> {
  for (const tokens of patterns) {
    for (let i = 1; i + 1 < tokens.length; i++) {
      const sign = tokens[i];
      if (sign !== '=' && sign !== ':') continue;
      const key = tokens[i - 1]?.trim() ?? '';
      const value = tokens[i + 1] ?? '';
      if (!KEY.test(key) || TELLING_KEY.test(key) || value.startsWith(' ')) continue;
      if (isWord(value) || value.includes(VARIABLE)) yield [tokens, i + 1, key];
    }
  }
}

/** A word, a name that is words joined by signs, or a number that says what happened. */
const WORD = /^[\p{L}\p{N}_][\p{L}\p{N}_.@\\+~/:-]*$/u;

function isWord(token: string): boolean {
  return WORD.test(token.trim());
}

/** A name that is words joined by signs: a host, a path, a class. Not one of an error. */
function isName(token: string): boolean {
  const word = token.trim();
  return /\w[.@\\/~+_-]\w/.test(word) && WORD.test(word) && !ERROR_NAME.test(word);
}

/** Which host does not answer is what matters, until there are many. */
function isHost(word: string): boolean {
  return word.includes('://') || /^[a-z0-9-]+(?:\.[a-z0-9-]+){1,8}\.[a-z]{2,10}$/.test(word);
}

function hidden(token: string | undefined): string {
  return token?.startsWith(' ') === true ? ` ${VARIABLE}` : VARIABLE;
}

/** Names differ together: of lines that are the same but for names, each place with some names is variable. */
function hideNames(patterns: readonly string[][]): void {
  const skeletons = new Map<string, string[][]>();
  for (const tokens of patterns) {
    if (!tokens.some(isName)) continue;
    const skeleton = tokens
      .map((token) => (isName(token) || token.includes(VARIABLE) ? VARIABLE : token))
      .join('');
    const known = skeletons.get(skeleton);
    if (known === undefined) skeletons.set(skeleton, [tokens]);
    else known.push(tokens);
  }
  for (const members of skeletons.values()) {
    if (members.length < NAMES) continue;
    for (const [at] of (members[0] ?? []).entries()) {
      const values = new Set(members.map((tokens) => tokens[at] ?? ''));
      const isPlace = [...values].every((value) => isName(value) || value.includes(VARIABLE));
      const least = [...values].every((value) => isHost(value.trim())) ? HOSTS : NAMES;
      if (isPlace && values.size >= least) for (const tokens of members) tokens[at] = hidden(tokens[at]);
    }
  }
}

interface Place {
  at: number;
  members: number[];
  values: Set<string>;
}

/** Merges all places that have values enough. @returns whether any had */
function mergePass(patterns: readonly string[][]): boolean {
  const varying: [number, number][] = [];
  for (const { at, members, values } of placesOf(patterns)) {
    const tokens = patterns[members[0] ?? 0] ?? [];
    const words = tokens.filter((token, i) => i !== at && isWord(token) && !token.includes(VARIABLE));
    if (words.length < MIN_WORDS || values.size < thresholdOf(tokens, at, values)) continue;
    for (const i of members) varying.push([i, at]);
  }
  for (const [i, at] of varying) {
    const tokens = patterns[i];
    if (tokens !== undefined) tokens[at] = hidden(tokens[at]);
  }
  return varying.length > 0;
}

/** Places in which patterns differ that are the same everywhere else. */
function placesOf(patterns: readonly string[][]): Place[] {
  const keys = patterns.map((tokens) => keysOf(tokens));
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const key of keys.flat()) {
    if (key === 0) continue;
    if (seen.has(key)) shared.add(key);
    else seen.add(key);
  }
  const places = new Map<number, Place>();
  for (const [i, some] of keys.entries()) {
    for (const [at, key] of some.entries()) {
      if (key === 0 || !shared.has(key)) continue;
      const place = places.get(key) ?? { at, members: [], values: new Set() };
      place.members.push(i);
      place.values.add(patterns[i]?.[at]?.trim() ?? '');
      places.set(key, place);
    }
  }
  return [...places.values()].filter(({ values }) => values.size > 1);
}

/** For each place that may vary a key of all the others, equal for patterns that differ there alone; 0 for all other places. */
function keysOf(tokens: readonly string[]): number[] {
  const hashes = tokens.map((token, at) => hashOf(token, at));
  let sumA = tokens.length;
  let sumB = 0;
  for (const { a, b } of hashes) {
    sumA = (sumA + a) | 0;
    sumB = (sumB + b) | 0;
  }
  return hashes.map(({ a, b }, at) => {
    if (!mayVary(tokens[at] ?? '')) return 0;
    return (((sumA - a) ^ (at * 0x9e3779b9)) >>> 0) * 0x200000 + (((sumB - b) >>> 0) & 0x1fffff) + 1;
  });
}

/** Whether a token can stand for something that differs from line to line: no name of an error, no outcome. */
export function mayVary(token: string): boolean {
  const word = token.trim();
  return word.includes(VARIABLE) || (WORD.test(word) && !TELLING.test(word) && !ERROR_NAME.test(word));
}

function thresholdOf(tokens: readonly string[], at: number, values: ReadonlySet<string>): number {
  const all = [...values];
  if (all.some((value) => value.includes(VARIABLE))) return KNOWN_VARIABLE;
  const before = tokens
    .slice(Math.max(0, at - 3), at)
    .map((token) => token.trim())
    .findLast((token) => WORD.test(token));
  if (all.every(isHost)) return HOSTS;
  if (before !== undefined && ENTITY.test(before)) return all.every(looksLikeName) ? NAMES : BEHIND_ENTITY;
  if (all.every((word) => /[.@\\/~+]/.test(word))) return NAMES;
  if (all.every(looksLikeName)) return NAME_LIKE;
  return at === 0 ? FIRST_WORD : OTHERWISE;
}

/** `XKQZPT`, `billing_worker`, `fooBar`, `svc-deploy`, 503: no word of a sentence. */
function looksLikeName(word: string): boolean {
  return /^[A-Z]{2,12}$/.test(word) || /[._@/\d-]/.test(word) || /[a-z][A-Z]/.test(word);
}

function hashOf(token: string, at: number): { a: number; b: number } {
  let a = at + 1;
  let b = 0x9e3779b9 ^ at;
  for (let i = 0; i < token.length; i++) {
    const code = token.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 15);
  }
  return { a, b };
}
