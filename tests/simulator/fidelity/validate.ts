import { ALWAYS } from './always.ts';
import { type Shape, bindingsOf, enumOf, outputShape } from './model.ts';
import { type XmlElement, parseXml } from './xml.ts';

/** How the protocols write times: seconds since 1970, or text. */
type Times = 'seconds' | 'text';

/** What of an answer is beside its body. */
interface Beside {
  status: number;
  headers: Record<string, string>;
}

/** What is wrong with a raw answer by the SDK's model of the operation; nothing if it fits. */
export function problemsOf(
  service: string,
  operation: string,
  body: string,
  beside: Beside = { status: 200, headers: {} },
): string[] {
  const shape = outputShape(service, operation);
  const bound = boundMembers(service, operation, body, beside);
  if (bound !== undefined) {
    return [
      ...check(service, shape, bound, operation, 'seconds'),
      ...strangeHeaders(service, operation, beside),
    ];
  }
  if (service !== 'cloudformation') return check(service, shape, JSON.parse(body), operation, 'seconds');
  const root = parseXml(body);
  const result = root.children.find(({ name }) => name === `${operation}Result`);
  const request = root.children.find(({ name }) => name === 'ResponseMetadata');
  const envelope = [
    ...(root.name === `${operation}Response` ? [] : [`the root is ${root.name}`]),
    ...(request?.children[0]?.name === 'RequestId' ? [] : ['there is no request id']),
  ];
  if (result === undefined) return [...envelope, `there is no ${operation}Result`];
  return [...envelope, ...check(service, shape, fromXml(shape, result), operation, 'text')];
}

/** The members of an answer that are not in a document; the payload is text. */
function boundMembers(
  service: string,
  operation: string,
  body: string,
  { status, headers }: Beside,
): Record<string, unknown> | undefined {
  const bindings = Object.entries(bindingsOf(service, operation));
  if (bindings.length === 0) return undefined;
  const members = bindings.map(([name, binding]): [string, unknown] => {
    if (binding === 'status') return [name, status];
    return [name, binding === 'payload' ? body : headers[binding.header]];
  });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** AWS's own headers that no member of the answer is in. */
function strangeHeaders(service: string, operation: string, { headers }: Beside): string[] {
  const known = Object.values(bindingsOf(service, operation)).flatMap((binding) =>
    typeof binding === 'object' ? [binding.header] : [],
  );
  return Object.keys(headers)
    .filter((name) => name.startsWith('x-amz-') && !known.includes(name))
    .map((name) => `${operation}: has no such header: ${name}`);
}

function check(service: string, shape: Shape, value: unknown, path: string, times: Times): string[] {
  const wrong = (what: string) => [`${path}: ${what} (${JSON.stringify(value)?.slice(0, 80)})`];
  switch (shape.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === shape.kind ? [] : wrong(`no ${shape.kind}`);
    case 'timestamp':
      return isTime(value, times) ? [] : wrong(`no time as ${times}`);
    case 'list':
      if (!Array.isArray(value)) return wrong('no list');
      return value.flatMap((item, i) => check(service, shape.of(), item, `${path}[${i}]`, times));
    case 'map':
      if (!isObject(value)) return wrong('no map');
      return Object.entries(value).flatMap(([key, item]) =>
        check(service, shape.of(), item, `${path}.${key}`, times),
      );
    case 'structure': {
      if (!isObject(value)) return wrong('no object');
      const missing = [...shape.required, ...(ALWAYS[shape.name] ?? [])].filter(
        (name) => value[name] === undefined,
      );
      return [
        ...missing.map((name) => `${path}.${name}: is missing`),
        ...Object.entries(value).flatMap(([name, member]) => {
          const of = shape.members[name];
          if (of === undefined) return [`${path}.${name}: ${shape.name} has no such member`];
          const known = enumOf(service, shape.name, name);
          return [
            ...check(service, of(), member, `${path}.${name}`, times),
            ...(known === undefined ? [] : unknownValues(known, member, `${path}.${name}`)),
          ];
        }),
      ];
    }
    case 'blob':
      return typeof value === 'string' ? [] : wrong('no payload');
    case 'document':
    case 'unit':
      return wrong(`${shape.kind} is not expected in any answer here`);
  }
}

function unknownValues(known: readonly string[], value: unknown, path: string): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values
    .filter((one) => !known.includes(String(one)))
    .map((one) => `${path}: ${String(one)} is none of ${known.join(', ')}`);
}

function isTime(value: unknown, times: Times): boolean {
  if (times === 'text') {
    return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(value);
  }
  // Milliseconds would be a time in the far future.
  return typeof value === 'number' && value > 1e9 && value < 1e10;
}

/** The value of an XML element as JSON would have it; what the shape does not know stays in it. */
function fromXml(shape: Shape, element: XmlElement): unknown {
  if (shape.kind === 'structure') {
    const names = element.children.map(({ name }) => name);
    if (new Set(names).size !== names.length) return { [`repeated in ${element.name}`]: names };
    return Object.fromEntries(
      element.children.map((child) => {
        const of = shape.members[child.name];
        return [child.name, of === undefined ? child.text : fromXml(of(), child)];
      }),
    );
  }
  if (shape.kind === 'list') {
    return element.children.map((child) =>
      child.name === 'member' ? fromXml(shape.of(), child) : { [`no member: ${child.name}`]: child.text },
    );
  }
  if (shape.kind === 'number') return Number(element.text);
  if (shape.kind === 'boolean') return element.text === 'true' || (element.text !== 'false' && element.text);
  return element.text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
