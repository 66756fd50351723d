import {
  type EventSourceMappingConfiguration,
  type LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { clip } from '../../../core/clip.ts';
import { readPages } from '../../server-kit/read-pages.ts';
import { isoOf } from '../../server-kit/times.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';
import { FunctionName } from './function-settings.ts';
import { resourceOfArn } from './resource-of-arn.ts';

const MAX_PAGES = 5;
const MAX_REASON_CHARS = 500;

const Mapping = z.strictObject({
  id: z.string(),
  function: z.string(),
  source: z.strictObject({ type: z.string(), id: z.string() }).exactOptional(),
  sourceArn: z.string().exactOptional(),
  state: z.string(),
  stateReason: z.string().exactOptional(),
  lastResult: z.string().exactOptional(),
  lastModified: z.string().exactOptional(),
  batchSize: z.number().exactOptional(),
});

export function listEventSourceMappings(client: LambdaClient) {
  return defineTool({
    name: 'list_event_source_mappings',
    description:
      'Which queues and streams a function reads, or which functions read a queue or stream, and whether they do.',
    annotations: readOnly('List event source mappings'),
    timeoutMs: 9_000,
    input: z
      .strictObject({
        function: FunctionName.optional(),
        source: z
          .string()
          .regex(/^arn:aws[\w-]{0,20}:[^\s]{1,1000}$/)
          .optional()
          .describe('ARN of the queue, stream or topic'),
      })
      .refine((args) => (args.function === undefined) !== (args.source === undefined), {
        error: 'either function or source',
      }),
    output: z.strictObject({ mappings: z.array(Mapping), showing: z.string().exactOptional() }),
    async run(args, { signal, note }) {
      const { items, partial } = await readPages({ of: 'mappings', maxPages: MAX_PAGES }, async (token) => {
        const command = new ListEventSourceMappingsCommand({
          FunctionName: args.function,
          EventSourceArn: args.source,
          MaxItems: 100,
          Marker: token,
        });
        const page = note(await client.send(command, { abortSignal: signal }));
        return { items: (page.EventSourceMappings ?? []).map(mappingOf), next: page.NextMarker };
      });
      return { mappings: items, ...(partial !== undefined && { showing: partial }) };
    },
  });
}

function mappingOf(mapping: EventSourceMappingConfiguration): z.infer<typeof Mapping> {
  const { EventSourceArn: arn, StateTransitionReason: reason, LastProcessingResult: result } = mapping;
  const source = arn === undefined ? undefined : resourceOfArn(arn);
  return {
    id: mapping.UUID ?? '',
    function: resourceOfArn(mapping.FunctionArn ?? '')?.name ?? '',
    ...(source && { source: { type: source.type, id: source.name } }),
    ...(arn !== undefined && { sourceArn: arn }),
    state: mapping.State ?? '',
    ...(reason !== undefined && { stateReason: clip(reason, MAX_REASON_CHARS) }),
    ...(result !== undefined && { lastResult: clip(result, MAX_REASON_CHARS) }),
    ...(mapping.LastModified && { lastModified: isoOf(mapping.LastModified) }),
    ...(mapping.BatchSize !== undefined && { batchSize: mapping.BatchSize }),
  };
}
