import { type CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { build, madeUp } from '../worlds.ts';
import { everything } from './account.ts';
import { ask, at } from './ask.ts';

const by = (AttributeKey: 'EventName' | 'ResourceName' | 'Username', AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey, AttributeValue }],
});

async function lookup(client: CloudTrailClient, input: object = {}): Promise<Event[]> {
  return (await client.send(new LookupEventsCommand(input))).Events ?? [];
}

const Trail = z.looseObject({
  eventTime: z.string(),
  errorCode: z.string().optional(),
  userIdentity: z.looseObject({ type: z.string() }),
  requestParameters: z.record(z.string(), z.unknown()),
  responseElements: z.record(z.string(), z.unknown()).nullable(),
});
const trailOf = (event: Event | undefined) => Trail.parse(JSON.parse(event?.CloudTrailEvent ?? ''));

describe('LookupEvents', () => {
  it('tells of a call from 2 to 15 minutes later on', async () => {
    await ask(async ({ clients: { cloudtrail }, conditions }) => {
      const call = by('EventName', 'UpdateFunctionConfiguration20150331v2');
      const [event] = await lookup(cloudtrail, call);
      const t = event?.EventTime?.getTime() ?? 0;
      expect(t).toBe(at(50).getTime());
      const told: number[] = [];
      for (const minutes of [0, 1, 2, 15.1]) {
        conditions.now = t + minutes * 60_000;
        told.push((await lookup(cloudtrail, call)).length);
      }
      expect(told).toEqual([0, 0, 0, 1]);
    });
  });

  it('knows whole seconds only', async () => {
    const built = build({ ...everything().scenario, start: '2026-03-10T00:00:00.400Z' });
    await ask(
      async ({ clients: { cloudtrail } }) => {
        for (const event of await lookup(cloudtrail)) {
          expect((event.EventTime?.getTime() ?? 0) % 1_000).toBe(0);
          expect(trailOf(event).eventTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        }
        // The call was 400 ms later than that.
        const second = new Date('2026-03-10T00:30:00Z');
        const found = await lookup(cloudtrail, { StartTime: second, EndTime: second });
        expect(found.map(({ EventName }) => EventName)).toEqual(['UpdateTable']);
      },
      { built },
    );
  });

  it('includes both ends of its range, and refuses one that ends before it starts', async () => {
    await ask(async ({ clients: { cloudtrail } }) => {
      const names = async (StartTime: Date, EndTime: Date) =>
        (await lookup(cloudtrail, { StartTime, EndTime })).map(({ EventName }) => EventName);
      expect(await names(at(30), at(31))).toEqual(['DescribeTable', 'UpdateTable']);
      await expect(names(at(31), at(30))).rejects.toMatchObject({ name: 'InvalidTimeRangeException' });
    });
  });

  it('knows only the calls of its own region', async () => {
    await ask(async (endpoint) => {
      const roles = by('EventName', 'PutRolePolicy');
      expect(await lookup(endpoint.clients.cloudtrail, roles)).toEqual([]);
      const elsewhere = await lookup(endpoint.in('us-east-1').cloudtrail, {});
      expect(elsewhere.map(({ EventName }) => EventName)).toEqual(['PutRolePolicy']);
    });
  });

  it('looks up one attribute', async () => {
    await ask(async ({ clients: { cloudtrail } }) => {
      const names = new Set((await lookup(cloudtrail, by('ResourceName', 'stock'))).map((e) => e.EventName));
      expect(names).toEqual(new Set(['DescribeTable', 'UpdateTable', 'TagResource']));
      const both = [
        { AttributeKey: 'ResourceName', AttributeValue: 'stock' },
        { AttributeKey: 'EventName', AttributeValue: 'UpdateTable' },
      ];
      await expect(lookup(cloudtrail, { LookupAttributes: both })).rejects.toMatchObject({
        name: 'InvalidLookupAttributesException',
      });
    });
  });

  it('gives the newest first', async () => {
    await ask(async ({ clients: { cloudtrail } }) => {
      const times = (await lookup(cloudtrail)).map(({ EventTime }) => EventTime?.getTime() ?? 0);
      expect(times.length).toBeGreaterThan(5);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    });
  });

  it('gives 50 a page at most, and refuses to give more', async () => {
    const calls = Array.from(
      { length: 60 },
      (_, i) => `  - { at: ${i}m, name: TagResource, source: dynamodb.amazonaws.com, by: Admin/bob }`,
    );
    const built = build(madeUp(`functions: { f: {} }\ntrail:\n${calls.join('\n')}\n`));
    await ask(
      async ({ clients: { cloudtrail } }) => {
        const first = await cloudtrail.send(new LookupEventsCommand({}));
        expect(first.Events).toHaveLength(50);
        const { NextToken } = first;
        expect(await lookup(cloudtrail, { NextToken })).toHaveLength(10);
        for (const MaxResults of [0, 51]) {
          await expect(lookup(cloudtrail, { MaxResults })).rejects.toMatchObject({
            name: 'InvalidMaxResultsException',
          });
        }
      },
      { built },
    );
  });

  it('has forgotten what is older than 90 days', async () => {
    await ask(async ({ clients: { cloudtrail } }) => {
      const names = (await lookup(cloudtrail, by('ResourceName', 'stock'))).map((e) => e.EventName);
      expect(names).toContain('TagResource');
      expect(names).not.toContain('CreateTable');
    });
  });

  it('leaves out the variables of functions', async () => {
    await ask(async ({ clients: { cloudtrail } }) => {
      const [event] = await lookup(cloudtrail, by('EventName', 'UpdateFunctionConfiguration20150331v2'));
      expect(trailOf(event).requestParameters).toEqual({ functionName: 'orders', environment: {} });
    });
  });

  it('tells of a call that failed by its error code, and of no answer', async () => {
    await ask(async ({ clients: { cloudtrail } }) => {
      const [event] = await lookup(cloudtrail, by('EventName', 'UpdateTable'));
      expect(trailOf(event)).toMatchObject({ errorCode: 'AccessDenied', responseElements: null });
    });
  });

  it('names users by their name, roles by their session, and services by theirs', async () => {
    await ask(async (endpoint) => {
      const { cloudtrail } = endpoint.clients;
      const [byUser] = await lookup(endpoint.in('us-east-1').cloudtrail);
      const [byRole] = await lookup(cloudtrail, by('EventName', 'UpdateFunctionConfiguration20150331v2'));
      const [byService] = await lookup(cloudtrail, by('EventName', 'DescribeTable'));
      const [byRoot] = await lookup(cloudtrail, by('EventName', 'UpdateTable'));
      const names = [byUser, byRole, byService, byRoot].map((event) => [
        event?.Username,
        trailOf(event).userIdentity.type,
      ]);
      expect(names).toEqual([
        ['alice', 'IAMUser'],
        ['ana', 'AssumedRole'],
        ['autoscaling.amazonaws.com', 'AWSService'],
        ['root', 'Root'],
      ]);
    });
  });
});
