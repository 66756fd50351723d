import * as z from 'zod';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { type Bind, once } from '../reader.ts';

/** What the tool takes: more than 200 known resources, or very short ids, it refuses. */
const MAX_KNOWN = 200;
const MIN_ID_CHARS = 3;
const MAX_ID_CHARS = 2_048;

export const functionFind: Bind = once(
  capabilities['function.find'].args,
  ({ logGroup }) => ({ tool: 'list_functions', args: { logGroup } }),
  z
    .looseObject({
      functions: z.array(z.looseObject({ name: z.string() })),
      showing: z.string().optional(),
    })
    .transform(({ functions, showing }) => ({
      functions: functions.map(({ name }) => name),
      truncated: showing !== undefined,
    })),
);

export const functionConfig: Bind = once(
  capabilities['function.config'].args,
  ({ function: name, known }) => {
    const asked = known
      ?.filter(({ type, id }) => type !== '' && id.length >= MIN_ID_CHARS && id.length <= MAX_ID_CHARS)
      .slice(0, MAX_KNOWN);
    return {
      tool: 'get_function_configuration',
      args: { function: name, ...(asked !== undefined && { known: asked }) },
    };
  },
  z
    .looseObject({ name: z.string(), arn: z.string(), warnings: z.array(z.string()) })
    .transform(({ name: _name, arn: _arn, ...settings }) => settings),
);

export const functionVersions: Bind = once(
  capabilities['function.versions'].args,
  ({ function: name }) => ({ tool: 'list_versions', args: { function: name } }),
  z
    .looseObject({
      versions: z.array(z.unknown()),
      aliases: z.array(z.looseObject({ name: z.string(), version: z.string() })),
      warnings: z.array(z.string()),
    })
    .transform(({ versions, aliases, warnings }) => ({
      versions,
      warnings,
      aliases: aliases.map(({ name, version }) => ({ name, version })),
    })),
);

export const functionTriggers: Bind = once(
  capabilities['function.triggers'].args,
  (args) => ({
    tool: 'list_event_source_mappings',
    args: 'function' in args ? { function: args.function } : { source: args.source },
  }),
  z
    .looseObject({ mappings: z.array(z.looseObject({})), showing: z.string().optional() })
    .transform(({ mappings, showing }) => ({
      mappings: mappings.map(({ sourceArn: _arn, ...mapping }) => mapping),
      truncated: showing !== undefined,
    })),
);

export const accountLimits: Bind = once(
  capabilities['account.limits'].args,
  () => ({ tool: 'get_account_limits', args: {} }),
  z.looseObject({}),
);
