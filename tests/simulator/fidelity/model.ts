import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as health from '@aws-sdk/client-health';
import * as lambda from '@aws-sdk/client-lambda';

/** The SDK's packages, by the names that the simulator's services have. */
export const SDK: Record<string, Record<string, unknown>> = {
  cloudformation,
  cloudtrail,
  cloudwatch,
  logs,
  health,
  lambda,
};

/** What a value on the wire may be. Members are looked up when they are needed: shapes contain each other. */
export type Shape =
  | { kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document' | 'unit' }
  | { kind: 'list' | 'map'; of: () => Shape }
  | { kind: 'structure'; name: string; members: Record<string, () => Shape>; required: string[] };

const SIMPLE: Record<number, Shape> = {
  0: { kind: 'string' },
  1: { kind: 'number' },
  2: { kind: 'boolean' },
  4: { kind: 'timestamp' },
  5: { kind: 'timestamp' },
  7: { kind: 'timestamp' },
  15: { kind: 'document' },
  21: { kind: 'blob' },
};

/**
 * Reads the SDK's runtime schemas: numbers for simple types, `64 |` for lists and `128 |` for maps of them, and
 * `[kind, namespace, name, traits, ...]` for the others; functions where they refer to each other.
 */
function shapeOf(given: unknown): Shape {
  const schema: unknown = typeof given === 'function' ? (given as () => unknown)() : given;
  if (schema === 'unit') return { kind: 'unit' };
  if (typeof schema === 'number') {
    if (schema & 192) return { kind: schema & 128 ? 'map' : 'list', of: () => shapeOf(schema & 63) };
    const simple = SIMPLE[schema];
    if (simple !== undefined) return simple;
  }
  if (!Array.isArray(schema)) throw new Error(`no schema: ${JSON.stringify(schema)}`);
  const parts: unknown[] = schema;
  // A member with traits of its own.
  if (parts.length === 2) return shapeOf(parts[0]);
  switch (parts[0]) {
    case 0:
      return shapeOf(parts[4]);
    case 1:
      return { kind: 'list', of: () => shapeOf(parts[4]) };
    case 2:
      return { kind: 'map', of: () => shapeOf(parts[5]) };
    case 3:
    case -3:
    case 4: {
      const [, , name, , names, schemas, required = 0] = parts as [
        number,
        string,
        string,
        unknown,
        string[],
        unknown[],
        number?,
      ];
      const members = Object.fromEntries(names.map((member, i) => [member, () => shapeOf(schemas[i])]));
      return { kind: 'structure', name, members, required: names.slice(0, required) };
    }
    default:
      throw new Error(`unknown kind of schema: ${JSON.stringify(parts[0])}`);
  }
}

export function outputShape(service: string, operation: string): Shape {
  const schema: unknown = SDK[service]?.[`${operation}$`];
  if (!Array.isArray(schema) || schema[0] !== 9) throw new Error(`the SDK does not know ${operation}`);
  return shapeOf(schema[5]);
}

/** Where a member is, if it is not in a document: in a header, the whole body, or the status. */
export type Binding = { header: string } | 'payload' | 'status';

/** As REST answers have them; without any, the body is a document. */
export function bindingsOf(service: string, operation: string): Record<string, Binding> {
  const schema: unknown = SDK[service]?.[`${operation}$`];
  const given: unknown = Array.isArray(schema) ? schema[5] : undefined;
  const output: unknown = typeof given === 'function' ? (given as () => unknown)() : given;
  if (!Array.isArray(output)) return {};
  const [, , , , names = [], schemas = []] = output as [0, 0, 0, 0, string[]?, unknown[]?];
  return Object.fromEntries(
    names.flatMap((name, i): [string, Binding][] => {
      const member = schemas[i];
      const traits: unknown = Array.isArray(member) && member.length === 2 ? member[1] : undefined;
      if (traits === 16) return [[name, 'payload']];
      if (traits === 32) return [[name, 'status']];
      if (typeof traits !== 'object' || traits === null || !('httpHeader' in traits)) return [];
      return [[name, { header: String(traits.httpHeader).toLowerCase() }]];
    }),
  );
}

/** Texts of a package's declarations: what the runtime schemas leave out is there. */
function declarations(service: string, folder: string, file: RegExp): string[] {
  const name = service === 'logs' ? 'cloudwatch-logs' : service;
  const main = createRequire(import.meta.url).resolve(`@aws-sdk/client-${name}`);
  const path = join(dirname(main), '..', 'dist-types', folder);
  return readdirSync(path)
    .filter((one) => file.test(one))
    .map((one) => readFileSync(join(path, one), 'utf8'));
}

const enums = new Map<string, Record<string, Record<string, string[]>>>();

/** The values that the SDK knows for a member, if its type is an enumeration. */
export function enumOf(service: string, structure: string, member: string): string[] | undefined {
  const known = enums.get(service) ?? readEnums(service);
  enums.set(service, known);
  return known[structure]?.[member];
}

function readEnums(service: string): Record<string, Record<string, string[]>> {
  const found: Record<string, Record<string, string[]>> = {};
  for (const text of declarations(service, 'models', /^models_\d+\.d\.ts$/)) {
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, name = '', body = ''] of code.matchAll(/export interface (\w+)[^{]*\{([\s\S]*?)\n\}/g)) {
      const members = [...body.matchAll(/^\s+(\w+)\??: (\w+)(?:\[\])?(?: \| undefined)?;$/gm)];
      found[name] = Object.fromEntries(
        members.flatMap(([, member = '', type = '']) => {
          const values: unknown = SDK[service]?.[type];
          if (typeof values !== 'object' || values === null || Array.isArray(values)) return [];
          return [[member, Object.values(values).map(String)]];
        }),
      );
    }
  }
  return found;
}

/** Errors that the operation is documented to answer with. */
export function documentedErrors(service: string, operation: string): string[] {
  const [text = ''] = declarations(service, 'commands', new RegExp(`^${operation}Command\\.d\\.ts$`));
  return [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = '']) => name);
}

/** The HTTP status of an error that the SDK models. */
export function modelledStatus(service: string, error: string): number | undefined {
  const schema: unknown = SDK[service]?.[`${error}$`];
  const traits: unknown = Array.isArray(schema) ? schema[3] : undefined;
  return typeof traits === 'object' && traits !== null && 'httpError' in traits
    ? Number(traits.httpError)
    : undefined;
}
