import { type LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { readPages } from '../../server-kit/read-pages.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';
import { logGroupOf } from './function-settings.ts';
import { lambdaTime } from './lambda-time.ts';

/** AWS's own maximum for a page. */
const PAGE = 50;
const MAX_PAGES = 20;

export function listFunctions(client: LambdaClient) {
  return defineTool({
    name: 'list_functions',
    description: 'Functions with their log groups; optionally only those that write to one log group.',
    annotations: readOnly('List functions'),
    timeoutMs: 14_000,
    input: z.strictObject({
      logGroup: z
        .string()
        .regex(/^[\w/.#-]{1,512}$/)
        .optional()
        .describe('Name of the log group'),
    }),
    output: z.strictObject({
      functions: z.array(
        z.strictObject({ name: z.string(), logGroup: z.string(), lastModified: z.string() }),
      ),
      showing: z.string().exactOptional(),
    }),
    async run({ logGroup }, { signal, note }) {
      // AWS can't be asked by log group: every page has to be looked through.
      const { items, partial } = await readPages({ of: 'functions', maxPages: MAX_PAGES }, async (token) => {
        const command = new ListFunctionsCommand({ MaxItems: PAGE, Marker: token });
        const page = note(await client.send(command, { abortSignal: signal }));
        return {
          items: (page.Functions ?? [])
            .map((config) => ({ config, group: logGroupOf(config) }))
            .filter(({ group }) => logGroup === undefined || group === logGroup)
            .map(({ config, group }) => ({
              name: config.FunctionName ?? '',
              logGroup: group,
              lastModified: lambdaTime(config.LastModified),
            })),
          next: page.NextMarker,
        };
      });
      return { functions: items, ...(partial !== undefined && { showing: partial }) };
    },
  });
}
