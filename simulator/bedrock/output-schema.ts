import * as z from 'zod';
import { AwsFault } from '../answer.ts';

/** Keywords that Bedrock takes for no type: a schema that a validation library wrote often has them. */
const UNSUPPORTED = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
];

const Members = z.record(z.string(), z.unknown());

/** @throws AwsFault for a schema of answers that Bedrock would not take */
export function checkOutputSchema(text: string): void {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch {
    throw refused('The schema is no JSON.');
  }
  check(schema);
}

function check(value: unknown): void {
  const node = Members.safeParse(value).data;
  if (node === undefined) return;
  const type = `For '${String(node['type'])}' type,`;
  if (node['type'] === 'object' && node['additionalProperties'] !== false) {
    throw refused(`${type} 'additionalProperties' must be explicitly set to false`);
  }
  const found = UNSUPPORTED.filter((keyword) => Object.hasOwn(node, keyword));
  if (found.length > 0) throw refused(`${type} properties ${found.join(', ')} are not supported`);
  if (![undefined, 0, 1].some((allowed) => node['minItems'] === allowed)) {
    throw refused(`${type} 'minItems' values other than 0 or 1 are not supported`);
  }
  check(node['items']);
  for (const key of ['anyOf', 'allOf']) {
    for (const one of z.array(z.unknown()).safeParse(node[key]).data ?? []) check(one);
  }
  // Here keys are names of properties, whatever they are called.
  for (const key of ['properties', '$defs', 'definitions']) {
    for (const one of Object.values(Members.safeParse(node[key]).data ?? {})) check(one);
  }
}

function refused(why: string): AwsFault {
  return new AwsFault(
    'ValidationException',
    `The model returned the following errors: output_config.format.schema: ${why}`,
  );
}
