/** Values as JSON has them. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type Properties = Record<string, Json>;

/** One difference as drift detection tells it: values are texts, and one that is not there is `null`. */
export interface PropertyDifference {
  PropertyPath: string;
  ExpectedValue: string;
  ActualValue: string;
  DifferenceType: 'ADD' | 'REMOVE' | 'NOT_EQUAL';
}

/** Of the properties that a template sets; those that it does not set are not looked at. */
export function differences(expected: Properties, actual: Properties): PropertyDifference[] {
  return Object.entries(expected).flatMap(([name, value]) => compared(`/${name}`, value, actual[name]));
}

function compared(path: string, expected: Json | undefined, actual: Json | undefined): PropertyDifference[] {
  if (same(expected, actual)) return [];
  if (Array.isArray(expected) && Array.isArray(actual)) return inLists(path, expected, actual);
  if (isMap(expected) && isMap(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...names].flatMap((name) => compared(`${path}/${name}`, expected[name], actual[name]));
  }
  const type = expected === undefined ? 'ADD' : actual === undefined ? 'REMOVE' : 'NOT_EQUAL';
  return [
    { PropertyPath: path, ExpectedValue: text(expected), ActualValue: text(actual), DifferenceType: type },
  ];
}

/** Item by item where there are as many; otherwise what is gone and what came. */
function inLists(path: string, expected: readonly Json[], actual: readonly Json[]): PropertyDifference[] {
  if (expected.length === actual.length) {
    return expected.flatMap((item, i) => compared(`${path}/${i}`, item, actual[i]));
  }
  const missing = (items: readonly Json[], among: readonly Json[]) =>
    items.flatMap((item, i) => (among.some((other) => same(item, other)) ? [] : [{ item, i }]));
  return [
    ...missing(expected, actual).flatMap(({ item, i }) => compared(`${path}/${i}`, item, undefined)),
    ...missing(actual, expected).flatMap(({ item, i }) => compared(`${path}/${i}`, undefined, item)),
  ];
}

function isMap(value: Json | undefined): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
