import * as z from 'zod';
import { ScenarioFile } from './scenario.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of what a scenario file may say, before times are parsed and defaults filled in. */
export function scenarioSchema(): JsonSchema {
  return z.toJSONSchema(ScenarioFile, {
    io: 'input',
    // Zod leaves both out above a transformation, since they might be of the output; here they are of the input.
    override({ zodSchema, jsonSchema }) {
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples)) jsonSchema.examples = examples;
      if (zodSchema instanceof z.ZodPrefault) jsonSchema.default = zodSchema.def.defaultValue;
    },
  });
}

/** The text of scenarios/scenario.schema.json. */
export function scenarioSchemaText(): string {
  return `${JSON.stringify(scenarioSchema(), null, 2)}\n`;
}

let made: JsonSchema | undefined;

/** The parts of the schema that speak of a path; several where alternatives are open. */
export function schemasAt(path: readonly PropertyKey[]): JsonSchema[] {
  const root = (made ??= scenarioSchema());
  const open = (schema: unknown): JsonSchema[] => {
    if (!isSchema(schema)) return [];
    const target = schema.$ref === undefined ? undefined : root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    return [schema, ...open(target), ...(schema.anyOf ?? []).flatMap(open)];
  };
  return path.reduce<JsonSchema[]>(
    (schemas, key) =>
      schemas.flatMap(({ properties, additionalProperties, items }) =>
        open(typeof key === 'number' ? items : (properties?.[String(key)] ?? additionalProperties)),
      ),
    open(root),
  );
}

/** The keys that may stand at a path. */
export function keysAt(path: readonly PropertyKey[]): string[] {
  return [...new Set(schemasAt(path).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
