import * as fc from 'fast-check';
import { Json } from '../../core/canonical.ts';

/** A change at a place, which is named by a number: modulo how many there are, it is one of each sample. */
export interface Edit {
  at: number;
  how: 'drop' | 'replace' | 'wrap' | 'repeat' | 'rename';
  /** JSON's text: what is too deep for a `Json` is none. */
  text: string;
}

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** What has broken something somewhere, as JSON texts. */
const HOSTILE: readonly string[] = [
  ...[null, true, 0, -1, 0.5, 1e21, 1e308, -1e308, 2 ** 53, '', ' ', [], {}, [null], [[]]].map((value) =>
    JSON.stringify(value),
  ),
  ...[
    '\uD83D',
    '\u202E',
    '\u0000',
    '\u001B[2J',
    '__proto__',
    'constructor',
    'toString',
    '../../etc/passwd',
  ].map((value) => JSON.stringify(value)),
  ...[
    '0000-00-00T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '+275760-09-13T00:00:00.000Z',
    '2026-02-30T25:61:61Z',
  ].map((value) => JSON.stringify(value)),
  ...[
    'arn:aws:lambda:::function:',
    'arn:::::',
    'AWS::Lambda::Function ',
    '{{alarm}}',
    '((((((',
    'SELECT AVG(',
    'https://',
  ].map((value) => JSON.stringify(value)),
  JSON.stringify('x'.repeat(300_000)),
  JSON.stringify('['.repeat(100_000)),
  JSON.stringify(Array(3_000).fill(0)),
  '{"__proto__": {"a": 1}}',
  deep(29),
  deep(60),
  deep(10_000),
];

const anEdit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('drop', 'replace', 'replace', 'replace', 'wrap', 'repeat', 'rename'),
  text: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
    { weight: 2, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)) },
  ),
});

export const someEdits = fc.array(anEdit, { minLength: 1, maxLength: 4 });

/** An object or a list within JSON, and one of its keys. */
interface Place {
  parent: Json[] | Record<string, Json>;
  key: string;
}

function placesOf(value: Json): Place[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ parent: value, key }, ...placesOf(inner)]);
}

/** Stands for a value whose text is put in at the end: no function of JSON writes what is very deep. */
const HOLE = /"hole (\d+)"/g;

/** JSON text of the value with the edits in it. */
export function edited(value: Json, edits: readonly Edit[]): string {
  const copy = structuredClone(value);
  for (const [i, { at, how, text }] of edits.entries()) {
    const places = placesOf(copy);
    const place = places[at % Math.max(1, places.length)];
    if (place === undefined) continue;
    const { parent, key } = place;
    const now = Json.parse(Reflect.get(parent, key));
    // Also of names such as `__proto__`.
    const put = (name: string, given: Json) =>
      Reflect.defineProperty(parent, name, {
        value: given,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    if (how === 'replace') put(key, `hole ${i}`);
    else if (how === 'wrap') put(key, at % 2 === 0 ? [now] : { value: now });
    else if (how === 'repeat' && Array.isArray(parent)) parent.push(...Array<Json>(50).fill(now));
    else if (how === 'drop' && Array.isArray(parent)) parent.splice(Number(key), 1);
    else {
      if (how !== 'repeat') Reflect.deleteProperty(parent, key);
      if (how !== 'drop') put(text.slice(0, 40), now);
    }
  }
  return JSON.stringify(copy).replace(HOLE, (_hole, i: string) => edits[Number(i)]?.text ?? 'null');
}

const PIECES = [
  '[',
  ']',
  '{',
  '}',
  ':',
  ': ',
  '- ',
  '"',
  "'",
  '&a ',
  '*a',
  '!x ',
  '---\n',
  '#',
  '\t',
  '\u0000',
  '|',
  '>',
  '1e999',
  '.nan',
  '.inf',
  '~',
  '9'.repeat(400),
  '-1',
  '{}',
  '[]',
];

/** Changes of a text, line by line or by pieces that mean something in YAML. */
export const someCuts = fc.array(
  fc.record({
    at: fc.nat(),
    length: fc.oneof(fc.constant(0), fc.nat(30)),
    piece: fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...HOSTILE), fc.string({ maxLength: 8 })),
  }),
  { minLength: 1, maxLength: 4 },
);
export type Cuts = typeof someCuts extends fc.Arbitrary<infer T> ? T : never;

export function cut(text: string, cuts: Cuts): string {
  return cuts.reduce((all, { at, length, piece }) => {
    const from = at % (all.length + 1);
    return all.slice(0, from) + piece + all.slice(from + length);
  }, text);
}
