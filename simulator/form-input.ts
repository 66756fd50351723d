import * as z from 'zod';

/** What the Query protocol sends: texts, lists of them, and structures. */
export type FormValue = string | FormValue[] | FormInput;
export interface FormInput {
  [member: string]: FormValue;
}

/** A list of texts; an empty one is sent as an empty text. */
export const TextList = z
  .union([z.array(z.string()), z.literal('').transform((): string[] => [])])
  .default([]);

/**
 * A form's fields as an input: `Filters.FailedEvents=true` is in a structure, `StackStatusFilter.member.1=...` in a list,
 * and `StackStatusFilter=` is an empty text where the list is empty.
 */
export function formInput(body: string): FormInput {
  const input: FormInput = {};
  for (const [path, value] of new URLSearchParams(body)) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    let inside = input;
    for (const name of names) {
      const found = Object.hasOwn(inside, name) ? inside[name] : undefined;
      const next: FormInput = typeof found === 'object' && !Array.isArray(found) ? found : {};
      inside[name] = next;
      inside = next;
    }
    inside[last] = value;
  }
  return withLists(input);
}

function withLists(input: FormInput): FormInput {
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, listed(value)]));
}

/** `{ member: { 1: a, 2: b } }` is how a list looks as fields. */
function listed(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const { member, ...others } = value;
  if (typeof member !== 'object' || Array.isArray(member) || Object.keys(others).length > 0) {
    return withLists(value);
  }
  return Object.entries(member)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => listed(item));
}
