import { DescribeEventsCommand, type EventFilter, type HealthClient } from '@aws-sdk/client-health';
import * as z from 'zod';
import { readPages } from '../../server-kit/read-pages.ts';
import { TimeRange, isoOf } from '../../server-kit/times.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { ToolError } from '../../server-kit/tool-error.ts';

const MAX_PAGES = 3;

const HealthEvent = z.strictObject({
  service: z.string(),
  code: z.string(),
  category: z.string(),
  region: z.string(),
  start: z.string(),
  end: z.string().exactOptional(),
  status: z.string(),
});

/**
 * @param client in us-east-1, where AWS Health is
 * @param region whose events are told, beside those of global services
 */
export function listHealthEvents(client: HealthClient, region: string) {
  return defineTool({
    name: 'list_health_events',
    description:
      'Issues and scheduled changes that AWS Health reports for this region, or globally, and that were open within a range, oldest first.',
    annotations: readOnly('List AWS Health events'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.history,
    maxDays: 90,
    input: z.strictObject(TimeRange),
    output: z.strictObject({ events: z.array(HealthEvent), showing: z.string().exactOptional() }),
    async run({ from, to }, context) {
      const { signal, note } = context;
      const filter: EventFilter = {
        regions: [region, 'global'],
        // Account notifications are mail, not trouble, and stay open for months.
        eventTypeCategories: ['issue', 'scheduledChange'],
        startTimes: [{ to: new Date(to) }],
      };
      // An end time filters out what has not ended: open and closed events are two questions.
      const lists = await Promise.all(
        [
          { ...filter, eventStatusCodes: ['open' as const] },
          { ...filter, eventStatusCodes: ['closed' as const], endTimes: [{ from: new Date(from) }] },
        ].map((one) =>
          readPages({ of: 'events', maxPages: MAX_PAGES, context }, async (token) => {
            const command = new DescribeEventsCommand({ filter: one, maxResults: 100, nextToken: token });
            const page = note(
              await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
                throw healthError(error);
              }),
            );
            return { items: page.events ?? [], next: page.nextToken };
          }),
        ),
      );
      const events: z.infer<typeof HealthEvent>[] = [];
      for (const event of lists.flatMap(({ items }) => items)) {
        const { startTime: start, endTime: end } = event;
        if (start === undefined || start.getTime() >= Date.parse(to)) continue;
        if (end !== undefined && end.getTime() < Date.parse(from)) continue;
        events.push({
          service: event.service ?? '',
          code: event.eventTypeCode ?? '',
          category: event.eventTypeCategory ?? '',
          region: event.region ?? '',
          start: isoOf(start),
          ...(end && { end: isoOf(end) }),
          status: event.statusCode ?? '',
        });
      }
      const partial = lists.find((list) => list.partial !== undefined)?.partial;
      return {
        events: events.sort((a, b) => (a.start < b.start ? -1 : 1)),
        ...(partial !== undefined && { showing: partial }),
      };
    },
  });
}

/** Without a support plan that includes it, the API refuses every call; no permission helps. */
function healthError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'SubscriptionRequiredException') return error;
  return new ToolError(
    {
      code: 'AccessDenied',
      message: "The account's AWS support plan does not include the AWS Health API.",
      hint: 'It takes a Business, Enterprise On-Ramp or Enterprise support plan, no permission. Without one, look at the Health Dashboard in the console.',
      retryable: false,
    },
    error,
  );
}
