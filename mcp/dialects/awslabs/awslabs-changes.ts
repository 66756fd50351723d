import * as z from 'zod';
import { Json } from '../../../core/canonical.ts';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { type ChangeEvent, changeOf } from '../../servers/cloudformation/change-of.ts';
import { Instant } from './awslabs-said.ts';
import { type Bind, bind, readAs } from '../reader.ts';

/** Global services such as IAM record their calls there. */
const GLOBAL_REGION = 'us-east-1';
/** What the server gives at most, and how often it is asked about one resource in one region. */
const PAGE_SIZE = 50;
const MAX_PAGES = 4;

const Event = z.looseObject({
  EventId: z.string().default(''),
  EventName: z.string().optional(),
  EventSource: z.string().optional(),
  EventTime: Instant,
  ReadOnly: z.string().optional(),
  Username: z.string().optional(),
  Resources: z.array(z.looseObject({ ResourceName: z.string().nullish() })).default([]),
  CloudTrailEvent: z.string().default('{}'),
});

const Page = z.looseObject({
  events: z.array(Event),
  next_token: z.string().nullish(),
  /** The question as the server understood it. */
  query_params: z.looseObject({ attribute_value: z.string(), region: z.string() }),
});
type Page = z.infer<typeof Page>;

/** What is looked up next, and where. */
interface Step {
  resource: string;
  region: string;
}

/** Every resource in the alarm's region and where global services record, page after page. */
export const changesLookup: Bind = bind(capabilities['changes.lookup'].args, {
  next({ resources, from, to }, results, region) {
    const regions = [...new Set([region, GLOBAL_REGION])];
    const steps = regions.flatMap((where) => resources.map((resource) => ({ resource, region: where })));
    const pages = z.array(Page).safeParse([...results]).data;
    if (pages === undefined) return undefined;
    for (const step of steps) {
      const read = pagesOf(pages, step);
      const token = read.at(-1)?.next_token;
      if (read.length > 0 && (token == null || read.length >= MAX_PAGES)) continue;
      return {
        tool: 'lookup_events',
        args: {
          start_time: from,
          end_time: to,
          attribute_key: 'ResourceName',
          attribute_value: step.resource,
          max_results: PAGE_SIZE,
          // It would ask us-east-1 otherwise, whatever its environment says.
          region: step.region,
          ...(token != null && { next_token: token }),
        },
      };
    }
    return undefined;
  },
  read({ resources }, results) {
    return readAs(
      z.array(Page).transform((pages) => {
        const events = new Map<string, ChangeEvent>();
        let unread = false;
        for (const { events: of, query_params } of pages) {
          for (const event of of) {
            const record = recordOf(event.CloudTrailEvent);
            unread ||= record === undefined;
            // Without its record it is not known whether the call failed.
            const change = record === undefined ? undefined : changeIn(event, query_params.region, record);
            if (change !== undefined) events.set(event.EventId, change);
          }
        }
        const regions = new Set([...pages.map(({ query_params }) => query_params.region), GLOBAL_REGION]);
        const open = [...regions].some((region) =>
          resources.some((resource) => {
            const last = pagesOf(pages, { resource, region }).at(-1);
            return last === undefined || last.next_token != null;
          }),
        );
        return {
          events: [...events.values()].sort((a, b) => (a.t < b.t ? -1 : 1)),
          truncated: unread || open,
        };
      }),
      [...results],
    );
  },
});

function pagesOf(pages: readonly Page[], { resource, region }: Step): Page[] {
  return pages.filter(
    ({ query_params }) => query_params.attribute_value === resource && query_params.region === region,
  );
}

function changeIn(event: z.infer<typeof Event>, region: string, record: Json) {
  return changeOf({
    t: event.EventTime,
    name: event.EventName,
    source: event.EventSource,
    readOnly: event.ReadOnly,
    username: event.Username,
    resources: event.Resources.map(({ ResourceName }) => ResourceName ?? undefined),
    region,
    record,
  });
}

/** CloudTrail's JSON text. */
function recordOf(text: string): Json | undefined {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
