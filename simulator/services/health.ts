import * as z from 'zod';
import { AwsFault, type Operation, type Service, page, parse } from '../answer.ts';
import { random } from '../random.ts';

const TimeRange = z.looseObject({ from: z.number().default(-Infinity), to: z.number().default(Infinity) });
const Words = z.array(z.string()).optional();

const Input = z.looseObject({
  filter: z
    .looseObject({
      regions: Words,
      services: Words,
      eventStatusCodes: Words,
      eventTypeCodes: Words,
      eventTypeCategories: Words,
      startTimes: z.array(TimeRange).optional(),
      endTimes: z.array(TimeRange).optional(),
    })
    .default({}),
  maxResults: z.number().int().min(1).max(100).default(10),
  nextToken: z.string().optional(),
});

/** The service's endpoint, and the one beside it that takes over. */
const REGIONS = ['us-east-1', 'us-east-2'];

/** Only accounts with a support plan that includes the Health API are answered. */
const describeEvents: Operation = ({ world }, { input, now, region: asked, pageSize }) => {
  if (!REGIONS.includes(asked)) {
    throw new AwsFault('InvalidSignatureException', 'Credential should be scoped to a valid region.', 403);
  }
  const { filter, maxResults, nextToken } = parse(Input, input);
  const { health, region, seed } = world.scenario;
  if (!health.supportPlan) {
    throw new AwsFault(
      'SubscriptionRequiredException',
      'The AWS Health API is not available with this support plan.',
    );
  }
  const events = health.events
    .map((event, i) => {
      const start = world.start + event.at;
      const end = event.until === undefined ? undefined : world.start + event.until;
      const where = event.region ?? region;
      return {
        arn: `arn:aws:health:${where}::event/${event.service}/${event.code}/${random(seed, 'health', i).hex(12)}`,
        service: event.service,
        eventTypeCode: event.code,
        eventTypeCategory: 'issue',
        region: where,
        startTime: start / 1_000,
        ...(end !== undefined && end <= now && { endTime: end / 1_000 }),
        lastUpdatedTime: start / 1_000,
        statusCode: end !== undefined && end <= now ? 'closed' : 'open',
        eventScopeCode: 'PUBLIC',
      };
    })
    .filter(
      (event) =>
        event.startTime <= now / 1_000 &&
        among(event.region, filter.regions) &&
        among(event.service, filter.services) &&
        among(event.statusCode, filter.eventStatusCodes) &&
        among(event.eventTypeCode, filter.eventTypeCodes) &&
        among(event.eventTypeCategory, filter.eventTypeCategories) &&
        within(event.startTime, filter.startTimes) &&
        within(event.endTime, filter.endTimes),
    );
  const { items, next } = page(events, nextToken, pageSize ?? maxResults, 'InvalidPaginationToken');
  return { events: items, ...(next !== undefined && { nextToken: next }) };
};

function among(value: string, wanted: readonly string[] | undefined): boolean {
  return wanted?.includes(value) ?? true;
}

/** What has no such time yet is within none. */
function within(seconds: number | undefined, ranges: z.infer<typeof TimeRange>[] | undefined): boolean {
  if (ranges === undefined) return true;
  return seconds !== undefined && ranges.some(({ from, to }) => from <= seconds && seconds <= to);
}

export const health: Service = {
  name: 'health',
  protocol: 'json',
  target: 'AWSHealth_20160804',
  operations: { DescribeEvents: describeEvents },
};
