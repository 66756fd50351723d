import { type LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { More, NextToken, listed } from '../../server-kit/paging.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { logGroupOf } from './function-settings.ts';
import { lambdaTime } from './lambda-time.ts';

/** AWS's own maximum for a page. */
const PAGE = 50;
const MAX_PAGES = 20;

export function listFunctions(client: LambdaClient) {
  return defineTool({
    name: 'list_functions',
    description:
      'Functions with runtime and log group; optionally by part of the name, or those that write to one log group.',
    annotations: readOnly('List functions'),
    timeoutMs: 14_000,
    cacheSeconds: KEEP.inventory,
    input: z.strictObject({
      logGroup: z
        .string()
        .regex(/^[\w/.#-]{1,512}$/)
        .optional()
        .describe('Name of the log group'),
      nameContains: z.string().min(1).max(64).optional(),
      ...NextToken,
    }),
    output: z.strictObject({
      functions: z.array(
        z.strictObject({
          name: z.string(),
          runtime: z.string().exactOptional(),
          logGroup: z.string(),
          lastModified: z.string(),
        }),
      ),
      ...More,
    }),
    async run({ logGroup, nameContains = '', nextToken }, context) {
      const { signal, note } = context;
      // AWS can't be asked by either: every page has to be looked through.
      const from = { of: 'functions', maxPages: MAX_PAGES, nextToken };
      const { items, more } = await listed(from, context, async (token) => {
        const command = new ListFunctionsCommand({ MaxItems: PAGE, Marker: token });
        const page = note(await client.send(command, { abortSignal: signal }));
        return {
          items: (page.Functions ?? [])
            .map((config) => ({ config, group: logGroupOf(config) }))
            .filter(({ group }) => logGroup === undefined || group === logGroup)
            .filter(({ config }) => (config.FunctionName ?? '').includes(nameContains))
            .map(({ config, group }) => ({
              name: config.FunctionName ?? '',
              ...(config.Runtime && { runtime: config.Runtime }),
              logGroup: group,
              lastModified: lambdaTime(config.LastModified),
            })),
          next: page.NextMarker,
        };
      });
      return { functions: items, ...more };
    },
  });
}
