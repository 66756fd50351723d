import { DescribeEventsCommand, type EventFilter, HealthClient } from '@aws-sdk/client-health';
import { describe, expect, it } from '@jest/globals';
import { ask, at } from './ask.ts';
import { everything } from './account.ts';

async function services(client: HealthClient, filter: EventFilter = {}) {
  const { events = [] } = await client.send(new DescribeEventsCommand({ filter }));
  return events.map(({ service }) => service);
}

describe('DescribeEvents', () => {
  it('refuses accounts without a support plan that includes it', async () => {
    const { world, scenario, alarms } = everything();
    const plain = { ...scenario, health: { ...scenario.health, supportPlan: false } };
    await ask(
      async ({ clients }) => {
        await expect(services(clients.health)).rejects.toMatchObject({
          name: 'SubscriptionRequiredException',
        });
      },
      { built: { scenario: plain, world: { ...world, scenario: plain }, alarms } },
    );
  });

  it('is in us-east-1, and beside it in us-east-2', async () => {
    await ask(async (endpoint) => {
      expect(await services(endpoint.in('us-east-2').health)).toHaveLength(4);
      const { endpoint: at_, credentials } = endpoint.clients.health.config;
      const client = new HealthClient({
        region: 'eu-west-1',
        maxAttempts: 1,
        credentials,
        endpoint: at_ ?? '',
      });
      await expect(services(client)).rejects.toMatchObject({ name: 'InvalidSignatureException' });
      client.destroy();
    });
  });

  it('tells of events of all regions, and of those that it is asked for', async () => {
    await ask(async ({ clients: { health } }) => {
      expect(await services(health)).toEqual(['LAMBDA', 'SQS', 'IAM', 'EC2']);
      expect(await services(health, { regions: ['eu-west-1', 'global'] })).toEqual(['LAMBDA', 'SQS', 'IAM']);
      expect(await services(health, { services: ['SQS'] })).toEqual(['SQS']);
      expect(await services(health, { eventTypeCategories: ['scheduledChange'] })).toEqual([]);
    });
  });

  it('calls an event open until it ends, and tells its end only then', async () => {
    await ask(
      async ({ clients: { health }, conditions }) => {
        const open = { eventStatusCodes: ['open' as const], services: ['LAMBDA'] };
        const event = async () =>
          (await health.send(new DescribeEventsCommand({ filter: open }))).events?.[0];
        expect(await event()).toMatchObject({ statusCode: 'open', startTime: at(10) });
        expect(await event()).not.toHaveProperty('endTime');
        conditions.now = at(31).getTime();
        expect(await event()).toBeUndefined();
      },
      { minutes: 20 },
    );
  });

  it('leaves out what has not ended if it is asked by end', async () => {
    await ask(async ({ clients: { health } }) => {
      expect(await services(health, { endTimes: [{ from: at(0) }] })).toEqual(['LAMBDA']);
      expect(await services(health, { endTimes: [{ from: at(40) }] })).toEqual([]);
      expect(await services(health, { startTimes: [{ from: at(40), to: at(45) }] })).toEqual(['SQS', 'IAM']);
    });
  });

  it('gives 10 a page, or as many as it is asked for', async () => {
    await ask(async ({ clients: { health } }) => {
      const first = await health.send(new DescribeEventsCommand({ maxResults: 3 }));
      expect(first.events).toHaveLength(3);
      const { nextToken } = first;
      const second = await health.send(new DescribeEventsCommand({ maxResults: 3, nextToken }));
      expect(second.events).toHaveLength(1);
      await expect(health.send(new DescribeEventsCommand({ nextToken: 'mine' }))).rejects.toMatchObject({
        name: 'InvalidPaginationToken',
      });
    });
  });
});
