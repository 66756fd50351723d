/** JSON as it stands in a text: every value with its place, so that one can be changed and the rest left as it is. */
export type JsonNode =
  | JsonString
  | { kind: 'scalar'; from: number; to: number }
  | { kind: 'array'; from: number; to: number; items: JsonNode[] }
  | { kind: 'object'; from: number; to: number; members: JsonMember[] };

export interface JsonString {
  kind: 'string';
  from: number;
  to: number;
  /** Decoded. */
  value: string;
}

export interface JsonMember {
  key: JsonString;
  value: JsonNode;
}

/** What is nested deeper is read as text: it is no answer that anything here would understand. */
const MAX_DEPTH = 64;

const STRING = /"[^"\\\u0000-\u001F]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001F]*)*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** What stands before an arrow is a key of PHP: `["password"] => ...`. */
const ARROW = /\s{0,3}=>/y;

/** The objects and arrays in a text, outermost and in their order; and the text itself if it is a quoted string of JSON. */
export function jsonIn(text: string): JsonNode[] {
  const start = afterSpace(text, 0);
  const whole = text[start] === '"' ? stringAt(text, start) : undefined;
  if (whole !== undefined && afterSpace(text, whole.to) === text.length) return [whole];
  const nodes: JsonNode[] = [];
  for (const opening = /[[{]/g; ;) {
    const match = opening.exec(text);
    if (match === null) return nodes;
    const node = valueAt(text, match.index, MAX_DEPTH);
    if (node === undefined || after(ARROW, text, node.to) > node.to) continue;
    nodes.push(node);
    opening.lastIndex = node.to;
  }
}

function valueAt(text: string, from: number, depth: number): JsonNode | undefined {
  switch (text.charAt(from)) {
    case '"':
      return stringAt(text, from);
    case '[':
      return depth === 0 ? undefined : arrayAt(text, from, depth - 1);
    case '{':
      return depth === 0 ? undefined : objectAt(text, from, depth - 1);
    default: {
      const to = after(SCALAR, text, from);
      return to === from ? undefined : { kind: 'scalar', from, to };
    }
  }
}

function stringAt(text: string, from: number): JsonString | undefined {
  const to = after(STRING, text, from);
  if (to === from) return undefined;
  const literal = text.slice(from, to);
  const value: unknown = literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1);
  return typeof value === 'string' ? { kind: 'string', from, to, value } : undefined;
}

function arrayAt(text: string, from: number, depth: number): JsonNode | undefined {
  const items: JsonNode[] = [];
  const to = listAt(text, from, ']', (at) => {
    const item = valueAt(text, at, depth);
    if (item !== undefined) items.push(item);
    return item?.to;
  });
  return to === undefined ? undefined : { kind: 'array', from, to, items };
}

function objectAt(text: string, from: number, depth: number): JsonNode | undefined {
  const members: JsonMember[] = [];
  const to = listAt(text, from, '}', (at) => {
    const key = stringAt(text, at);
    if (key === undefined) return undefined;
    const colon = afterSpace(text, key.to);
    if (text[colon] !== ':') return undefined;
    const value = valueAt(text, afterSpace(text, colon + 1), depth);
    if (value !== undefined) members.push({ key, value });
    return value?.to;
  });
  return to === undefined ? undefined : { kind: 'object', from, to, members };
}

/** Items with commas between them. @returns where the list ends, undefined if it is none */
function listAt(
  text: string,
  from: number,
  closing: string,
  itemAt: (at: number) => number | undefined,
): number | undefined {
  let at = afterSpace(text, from + 1);
  if (text[at] === closing) return at + 1;
  for (;;) {
    const end = itemAt(at);
    if (end === undefined) return undefined;
    at = afterSpace(text, end);
    if (text[at] === closing) return at + 1;
    if (text[at] !== ',') return undefined;
    at = afterSpace(text, at + 1);
  }
}

/** Where a match of the sticky pattern at `from` ends; `from` if there is none. */
function after(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  for (
    let code = text.charCodeAt(at);
    code === 32 || (code >= 9 && code <= 13 && code !== 11 && code !== 12);
  ) {
    code = text.charCodeAt(++at);
  }
  return at;
}
