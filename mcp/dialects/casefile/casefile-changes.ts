import * as z from 'zod';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { type Bind, once } from '../reader.ts';

export const stackFind: Bind = once(
  capabilities['stack.find'].args,
  ({ physicalId }) => ({ tool: 'find_stack', args: { physicalId } }),
  z.looseObject({}),
);

export const stackResources: Bind = once(
  capabilities['stack.resources'].args,
  ({ stack }) => ({ tool: 'get_stack_resources', args: { stack } }),
  z
    .looseObject({
      // Asked of a stack that a resource was found in.
      resources: z
        .array(z.looseObject({ logicalId: z.string(), type: z.string(), id: z.string().optional() }))
        .min(1, 'a stack has resources'),
      showing: z.string().optional(),
    })
    .transform(({ resources, showing }) => ({
      // What has not been created can be nobody's cause.
      resources: resources.flatMap(({ logicalId, type, id }) =>
        id === undefined ? [] : [{ logicalId, type, id }],
      ),
      truncated: showing !== undefined,
    })),
);

export const stackEvents: Bind = once(
  capabilities['stack.events'].args,
  ({ stack, from, to }) => ({ tool: 'get_stack_events', args: { stack, from, to } }),
  z
    .looseObject({ events: z.array(z.unknown()), showing: z.string().optional() })
    .transform(({ events, showing }) => ({ events, truncated: showing !== undefined })),
);

export const changesLookup: Bind = once(
  capabilities['changes.lookup'].args,
  ({ resources, from, to }) => ({ tool: 'lookup_changes', args: { resources, from, to } }),
  z
    .looseObject({ events: z.array(z.unknown()), warnings: z.array(z.string()) })
    .transform(({ events, warnings }) => ({ events, truncated: warnings.length > 0 })),
);

export const healthEvents: Bind = once(
  capabilities['health.events'].args,
  ({ from, to }) => ({ tool: 'list_health_events', args: { from, to } }),
  z
    .looseObject({ events: z.array(z.looseObject({})), showing: z.string().optional() })
    .transform(({ events, showing }) => ({
      events: events.map(({ category: _category, ...event }) => event),
      truncated: showing !== undefined,
    })),
);
