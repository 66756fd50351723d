import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { showing } from '../../server-kit/times.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { Alias, aliasesOf } from './aliases.ts';
import { FunctionName, FunctionSettings, logGroupOf, settingsOf } from './function-settings.ts';
import { lambdaTime } from './lambda-time.ts';
import { Mapping, mappingOf } from './mapping.ts';
import { versionsOf } from './versions.ts';

/** Newest versions that are told; list_versions tells more. */
const VERSIONS = 5;

/**
 * A function at a glance. Not by GetFunction, which hands out a link to the code: of its parts, each of which may be
 * denied alone.
 */
export function getFunction(client: LambdaClient) {
  return defineTool({
    name: 'get_function',
    description:
      'A function at a glance: settings, newest versions, aliases and their weights, reserved concurrency, event source mappings. No code and no values of environment variables.',
    annotations: readOnly('Get function'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.settings,
    input: z.strictObject({ function: FunctionName }),
    output: z.strictObject({
      name: z.string(),
      arn: z.string(),
      description: z.string(),
      lastModified: z.string(),
      ...FunctionSettings,
      logGroup: z.string(),
      state: z.string().exactOptional(),
      stateReason: z.string().exactOptional(),
      reservedConcurrency: z.number().exactOptional(),
      versions: z.array(
        z.strictObject({ version: z.string(), publishedAt: z.string(), codeSha256: z.string() }),
      ),
      aliases: z.array(Alias),
      mappings: z.array(Mapping),
      showing: z.string().exactOptional(),
      warnings: z.array(z.string()),
    }),
    async run(args, context) {
      const { signal: abortSignal, note } = context;
      const name = args.function;
      const warnings: string[] = [];
      /** What is denied or fails is left out, and said. */
      const orElse = async <T>(what: string, read: Promise<T>, otherwise: T): Promise<T> => {
        try {
          return await read;
        } catch (error) {
          warnings.push(`${what} not known: ${toToolError(error).body.message}`);
          return otherwise;
        }
      };
      const mappings = new ListEventSourceMappingsCommand({ FunctionName: name, MaxItems: 100 });
      const [config, concurrency, versions, aliases, triggers] = await Promise.all([
        client.send(new GetFunctionConfigurationCommand({ FunctionName: name }), { abortSignal }).then(note),
        orElse(
          'Reserved concurrency is',
          client.send(new GetFunctionConcurrencyCommand({ FunctionName: name }), { abortSignal }),
          undefined,
        ),
        orElse('Versions are', versionsOf(client, name, context), []),
        orElse('Aliases are', aliasesOf(client, name, context), []),
        orElse('Event source mappings are', client.send(mappings, { abortSignal }), undefined),
      ]);
      const reserved = concurrency?.ReservedConcurrentExecutions;
      const told = (triggers?.EventSourceMappings ?? []).map(mappingOf);
      const left = [
        showing(Math.min(VERSIONS, versions.length), versions.length, 'versions'),
        triggers?.NextMarker ? showing(told.length, undefined, 'mappings') : undefined,
      ].filter((one) => one !== undefined);
      return {
        name: config.FunctionName ?? '',
        arn: config.FunctionArn ?? '',
        description: config.Description ?? '',
        lastModified: lambdaTime(config.LastModified),
        ...settingsOf(config),
        logGroup: logGroupOf(config),
        ...(config.State && { state: config.State }),
        ...(config.StateReason && { stateReason: config.StateReason }),
        ...(reserved !== undefined && { reservedConcurrency: reserved }),
        versions: versions
          .slice(-VERSIONS)
          .map(({ version, publishedAt, codeSha256 }) => ({ version, publishedAt, codeSha256 })),
        aliases,
        mappings: told,
        ...(left.length > 0 && { showing: left.join(' ') }),
        // They were read at the same time: in the order of arrival, the same answers would not be the same result.
        warnings: warnings.sort(),
      };
    },
  });
}
