import { VARIABLE } from './mask.ts';

/**
 * What masks don't see: words in place of ids. Patterns that differ in one place only are one if that place has many values,
 * or values that look like names. The order of patterns does not matter: all of a pass are merged together, since a tree that
 * takes lines one by one (Drain) gives other patterns for another order.
 *
 * Thresholds are those that group sixteen public kinds of logs best (see bench/log-patterns.ts).
 */
const PASSES = 3;
/** Distinct values from which a place is a variable, by what is known of it. */
const KNOWN_VARIABLE = 2;
const BEHIND_ENTITY = 3;
const NAME_LIKE = 4;
const FIRST_WORD = 12;
const OTHERWISE = 6;
/** Of `key=value` pairs. */
const PAIR_VALUES = 6;
/** Words that must stay the same beside a merged place. */
const MIN_WORDS = 2;
/** Patterns of more tokens are not merged; more patterns than these neither. */
const MAX_TOKENS = 120;
const MAX_PATTERNS = 20_000;

/** Words behind which a name stands. */
const ENTITY =
  /^(?:user|host|hostname|node|queue|topic|table|bucket|stream|function|service|job|task|worker|thread|file|path|key|id|name|client|customer|order|booking|tenant|account|session|device|container|instance|pod|volume|block|app|application|package|class|module|process|interface|port|channel|group|role|shop|region|zone|route|sku|product|item|for|from|by)$/i;
/** Words that tell what happened: they never become variables. */
const TELLING =
  /^(?:E[A-Z]{4,20}|\w{0,80}(?:Error|Exception|Fault|Failure|Timeout|Denied|Expired|Refused)|ERROR|WARN|INFO|DEBUG|true|false|null|none|ok|yes|no|success|succeeded|failed|failure|started|stopped|opened|closed|enabled|disabled|up|down|on|off|in|out|read|write|get|put|post|delete|true|start|end|begin|add|added|remove|removed|created|deleted|not|is|was|are|and|or|the|a|an|to|of|with|without)$/i;
/** Pairs whose value says what happened. */
const TELLING_KEY =
  /^(?:error|err|exception|code|reason|cause|status|level|class|type|action|state|event|msg|message)$/i;

/** Groups patterns: for each, the tokens of the group that it belongs to. */
export function mergeTokens(patterns: readonly (readonly string[])[]): string[][] {
  const merged = patterns.map((tokens) => [...tokens]);
  const some = merged.filter(({ length }) => length <= MAX_TOKENS).slice(0, MAX_PATTERNS);
  hidePairs(some);
  for (let pass = 0; pass < PASSES; pass++) if (!mergePass(some)) break;
  return merged;
}

/** A `key=value` whose key has many values is about one line, wherever it stands. */
function hidePairs(patterns: readonly string[][]): void {
  const values = new Map<string, Set<string>>();
  const pairs = (act: (tokens: string[], at: number, key: string) => void) => {
    for (const tokens of patterns) {
      for (let i = 1; i + 1 < tokens.length; i++) {
        const sign = tokens[i];
        const key = tokens[i - 1]?.trim();
        if ((sign !== '=' && sign !== ':') || key === undefined || !WORD.test(key) || TELLING_KEY.test(key))
          continue;
        if (sign === ':' && tokens[i + 1]?.startsWith(' ') === true) continue;
        act(tokens, i + 1, `${key}${sign}`);
      }
    }
  };
  pairs((tokens, at, key) => {
    const value = tokens[at] ?? '';
    if (!isWord(value) || /^\s?(?:true|false|null|none)$/i.test(value)) return;
    const known = values.get(key) ?? new Set();
    values.set(key, known.add(value));
  });
  pairs((tokens, at, key) => {
    if ((values.get(key)?.size ?? 0) >= PAIR_VALUES && isWord(tokens[at] ?? '')) tokens[at] = VARIABLE;
  });
}

const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const isWord = (token: string) => WORD.test(token.trim());

interface Place {
  members: number[];
  values: Set<string>;
}

/** Merges all places that have values enough. @returns whether any had */
function mergePass(patterns: readonly string[][]): boolean {
  const places = new Map<string, Place>();
  for (const [i, tokens] of patterns.entries()) {
    const hashes = tokens.map((token, at) => hashOf(token, at));
    const sumA = hashes.reduce((sum, [a]) => (sum + a) | 0, 0);
    const sumB = hashes.reduce((sum, [, b]) => (sum + b) | 0, 0);
    for (const [at, token] of tokens.entries()) {
      if (!mayVary(token)) continue;
      const [a, b] = hashes[at] ?? [0, 0];
      const key = `${tokens.length} ${at} ${(sumA - a) | 0} ${(sumB - b) | 0}`;
      const place = places.get(key) ?? { members: [], values: new Set() };
      place.members.push(i);
      place.values.add(token.trim());
      places.set(key, place);
    }
  }
  const hidden: [number, number][] = [];
  for (const [key, { members, values }] of places) {
    if (values.size < 2) continue;
    const at = Number(key.split(' ')[1]);
    const [first] = members;
    const tokens = first === undefined ? [] : (patterns[first] ?? []);
    if (
      tokens.filter((token, i) => i !== at && isWord(token) && !token.includes(VARIABLE)).length < MIN_WORDS
    )
      continue;
    if (values.size >= thresholdOf(tokens, at, values))
      hidden.push(...members.map((i) => [i, at] as [number, number]));
  }
  for (const [i, at] of hidden) {
    const tokens = patterns[i];
    if (tokens !== undefined) tokens[at] = tokens[at]?.startsWith(' ') === true ? ` ${VARIABLE}` : VARIABLE;
  }
  return hidden.length > 0;
}

function mayVary(token: string): boolean {
  const word = token.trim();
  return word.includes(VARIABLE) || (WORD.test(word) && !TELLING.test(word));
}

function thresholdOf(tokens: readonly string[], at: number, values: ReadonlySet<string>): number {
  if (values.has(VARIABLE)) return KNOWN_VARIABLE;
  const before = tokens
    .slice(Math.max(0, at - 3), at)
    .map((token) => token.trim())
    .filter((token) => WORD.test(token))
    .at(-1);
  if (at > 0 && before !== undefined && ENTITY.test(before)) return BEHIND_ENTITY;
  if ([...values].every(looksLikeName)) return NAME_LIKE;
  return at === 0 ? FIRST_WORD : OTHERWISE;
}

/** `XKQZPT`, `billing_worker`, `fooBar`: not a word of a sentence. */
function looksLikeName(word: string): boolean {
  return /^[A-Z]{4,12}$/.test(word) || /[_]/.test(word) || /[a-z][A-Z]/.test(word) || word.includes(VARIABLE);
}

function hashOf(token: string, at: number): [number, number] {
  let a = at + 1;
  let b = 0x9e3779b9 ^ at;
  for (let i = 0; i < token.length; i++) {
    const code = token.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 15);
  }
  return [a, b];
}
