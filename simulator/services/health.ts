import * as z from 'zod';
import { AwsFault, type Operation, type Service, page, parse } from '../answer.ts';
import { random } from '../random.ts';

const Input = z.looseObject({
  filter: z
    .looseObject({
      regions: z.array(z.string()).optional(),
      services: z.array(z.string()).optional(),
      eventStatusCodes: z.array(z.string()).optional(),
    })
    .default({}),
  nextToken: z.string().optional(),
});

/** Only accounts with a support plan that includes the Health API are answered. */
const describeEvents: Operation = ({ world }, { input, now, pageSize }) => {
  const { filter, nextToken } = parse(Input, input);
  const { health, region, seed } = world.scenario;
  if (!health.supportPlan) {
    throw new AwsFault('SubscriptionRequiredException', 'The AWS Health API is not available with this support plan.');
  }
  const events = health.events
    .map((event, i) => {
      const start = world.start + event.at;
      const end = event.until === undefined ? undefined : world.start + event.until;
      const where = event.region ?? region;
      return {
        start,
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
        event.start <= now &&
        (filter.regions?.includes(event.region) ?? true) &&
        (filter.services?.includes(event.service) ?? true) &&
        (filter.eventStatusCodes?.includes(event.statusCode) ?? true),
    );
  const { items, next } = page(events, nextToken, pageSize ?? 10, 'InvalidPaginationToken');
  return { events: items.map(({ start: _start, ...event }) => event), ...(next !== undefined && { nextToken: next }) };
};

export const health: Service = {
  name: 'health',
  protocol: 'json',
  target: 'AWSHealth_20160804',
  operations: { DescribeEvents: describeEvents },
};
