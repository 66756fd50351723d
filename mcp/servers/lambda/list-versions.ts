import {
  type LambdaClient,
  paginateListAliases,
  paginateListVersionsByFunction,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { showing } from '../../server-kit/times.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';
import { FunctionName, FunctionSettings, settingsOf } from './function-settings.ts';
import { lambdaTime } from './lambda-time.ts';

export function listVersions(client: LambdaClient) {
  return defineTool({
    name: 'list_versions',
    description:
      'Published versions of a function with their settings (the newest ones, oldest first) and what its aliases run.',
    annotations: readOnly('List versions'),
    timeoutMs: 7_000,
    input: z.strictObject({
      function: FunctionName,
      newest: z.number().int().min(1).max(100).default(20),
    }),
    output: z.strictObject({
      versions: z.array(
        z.strictObject({
          version: z.string(),
          publishedAt: z.string(),
          description: z.string(),
          ...FunctionSettings,
        }),
      ),
      aliases: z.array(
        z.strictObject({
          name: z.string(),
          version: z.string(),
          /** Share of traffic that goes to another version. */
          otherVersions: z.record(z.string(), z.number()),
        }),
      ),
      showing: z.string().exactOptional(),
      warnings: z.array(z.string()),
    }),
    async run(args, { signal, note }) {
      const paging = { client };
      const versions = [];
      // AWS lists oldest first and can't be asked for the newest only.
      for await (const page of paginateListVersionsByFunction(
        paging,
        { FunctionName: args.function, MaxItems: 50 },
        { abortSignal: signal },
      )) {
        for (const version of note(page).Versions ?? []) {
          if (version.Version === undefined || version.Version === '$LATEST') continue;
          versions.push({
            version: version.Version,
            publishedAt: lambdaTime(version.LastModified),
            description: version.Description ?? '',
            ...settingsOf(version),
          });
        }
      }
      const aliases = [];
      const warnings: string[] = [];
      try {
        for await (const page of paginateListAliases(
          paging,
          { FunctionName: args.function },
          { abortSignal: signal },
        )) {
          for (const alias of note(page).Aliases ?? []) {
            aliases.push({
              name: alias.Name ?? '',
              version: alias.FunctionVersion ?? '',
              otherVersions: alias.RoutingConfig?.AdditionalVersionWeights ?? {},
            });
          }
        }
      } catch (error) {
        warnings.push(`Aliases are not known: ${toToolError(error).body.message}`);
      }
      versions.sort((a, b) => Number(a.version) - Number(b.version));
      const partial = showing(Math.min(args.newest, versions.length), versions.length, 'versions');
      return {
        versions: versions.slice(-args.newest),
        aliases,
        warnings,
        ...(partial !== undefined && { showing: partial }),
      };
    },
  });
}
