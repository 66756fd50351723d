import { type LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { More, NextToken, listed } from '../../server-kit/paging.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { FunctionName } from './function-settings.ts';
import { Mapping, mappingOf } from './mapping.ts';

const MAX_PAGES = 5;

export function listEventSourceMappings(client: LambdaClient) {
  return defineTool({
    name: 'list_event_source_mappings',
    description:
      'Which queues and streams a function reads, or which functions read a queue or stream, and whether they do.',
    annotations: readOnly('List event source mappings'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.settings,
    input: z
      .strictObject({
        function: FunctionName.optional(),
        source: z
          .string()
          .regex(/^arn:aws[\w-]{0,20}:[^\s]{1,1000}$/)
          .optional()
          .describe('ARN of the queue, stream or topic'),
        ...NextToken,
      })
      .refine((args) => (args.function === undefined) !== (args.source === undefined), {
        error: 'either function or source',
      }),
    output: z.strictObject({ mappings: z.array(Mapping), ...More }),
    async run(args, context) {
      const { signal, note } = context;
      const from = { of: 'mappings', maxPages: MAX_PAGES, nextToken: args.nextToken };
      const { items, more } = await listed(from, context, async (token) => {
        const command = new ListEventSourceMappingsCommand({
          FunctionName: args.function,
          EventSourceArn: args.source,
          MaxItems: 100,
          Marker: token,
        });
        const page = note(await client.send(command, { abortSignal: signal }));
        return { items: (page.EventSourceMappings ?? []).map(mappingOf), next: page.NextMarker };
      });
      return { mappings: items, ...more };
    },
  });
}
