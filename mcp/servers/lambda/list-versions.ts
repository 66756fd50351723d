import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { showing } from '../../server-kit/times.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { Alias, aliasesOf } from './aliases.ts';
import { FunctionName } from './function-settings.ts';
import { Version, versionsOf } from './versions.ts';

export function listVersions(client: LambdaClient) {
  return defineTool({
    name: 'list_versions',
    description:
      'Published versions of a function with their settings (the newest ones, oldest first) and what its aliases run.',
    annotations: readOnly('List versions'),
    timeoutMs: 7_000,
    cacheSeconds: KEEP.settings,
    input: z.strictObject({
      function: FunctionName,
      newest: z.number().int().min(1).max(100).default(20),
    }),
    output: z.strictObject({
      versions: z.array(Version),
      aliases: z.array(Alias),
      showing: z.string().exactOptional(),
      warnings: z.array(z.string()),
    }),
    async run(args, context) {
      const versions = await versionsOf(client, args.function, context);
      const warnings: string[] = [];
      const aliases = await aliasesOf(client, args.function, context).catch((error: unknown) => {
        warnings.push(`Aliases are not known: ${toToolError(error).body.message}`);
        return [];
      });
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
