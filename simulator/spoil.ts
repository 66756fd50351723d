import { EventStream } from './event-stream.ts';
import { HttpAnswer } from './answer.ts';
import type { Spoilt } from './fault-kinds.ts';

const PAGE =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in to the network</h1></body></html>\n';
/** No JSON, no XML and no UTF-8. */
const GARBAGE = Buffer.from('00ff13c380d0fe9c07b1', 'hex');

/** What stands in the place of a right body, and as which type; it has the length that it says. */
export function spoiltBody(
  fault: Spoilt,
  { body, type }: { body: Buffer; type: string },
): { body: Buffer; type: string } {
  switch (fault) {
    case 'blank':
      return { body: Buffer.alloc(0), type };
    case 'garbage':
      return { body: GARBAGE, type };
    case 'html':
      return { body: Buffer.from(PAGE), type: 'text/html; charset=utf-8' };
    case 'truncated':
      return { body: body.subarray(0, Math.floor(body.length / 2)), type };
    // They are spoilt before they are written down.
    case 'wrong-types':
    case 'nulls':
      return { body, type };
  }
}

/** An answer as the fault makes it before it is written down. */
export function spoiltAnswer(fault: string | undefined, answer: unknown): unknown {
  if (!isObject(answer) || answer instanceof EventStream || answer instanceof HttpAnswer) return answer;
  if (fault === 'empty') return emptied(answer);
  if (fault === 'nulls') return mapped(answer, () => null);
  return fault === 'wrong-types' ? mapped(answer, otherType) : answer;
}

/** Without its items: lists are empty, and there is no next page. */
function emptied(answer: object): unknown {
  return Object.fromEntries(
    Object.entries(answer).flatMap(([key, value]) =>
      /^next(token|marker)$/i.test(key) ? [] : [[key, Array.isArray(value) ? [] : value]],
    ),
  );
}

/** Lists of objects keep being lists, so that what is in them is of another type too. */
function otherType(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isObject) ? value.map((one) => mapped(one, otherType)) : 'none';
  }
  if (typeof value === 'string') return 7;
  if (typeof value === 'number') return 'seven';
  return typeof value === 'boolean' ? 'maybe' : null;
}

function mapped(value: object, of: (inner: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, of(inner)]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
