import {
  type CloudWatchClient,
  GetDashboardCommand,
  ListDashboardsCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { build, builtOf, madeUp } from '../worlds.ts';
import { ask, at } from './ask.ts';

const Body = z.strictObject({
  widgets: z.array(
    z.strictObject({
      type: z.literal('metric'),
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
      properties: z.strictObject({
        view: z.literal('timeSeries'),
        stacked: z.boolean(),
        region: z.string(),
        title: z.string(),
        metrics: z.array(
          z.tuple([z.string(), z.string()], z.union([z.string(), z.object({ stat: z.string() })])),
        ),
      }),
    }),
  ),
});

/** A stack, and a function outside of it. */
const TWO = build(
  madeUp('functions: { shop-cart: { stack: shop, perMinute: 5 }, lone: { perMinute: 5 }, idle: {} }\n'),
);

async function names(client: CloudWatchClient, DashboardNamePrefix?: string) {
  const { DashboardEntries = [] } = await client.send(new ListDashboardsCommand({ DashboardNamePrefix }));
  return DashboardEntries.map(({ DashboardName }) => DashboardName);
}

async function widgets(client: CloudWatchClient, DashboardName: string) {
  const { DashboardBody = '' } = await client.send(new GetDashboardCommand({ DashboardName }));
  return Body.parse(JSON.parse(DashboardBody)).widgets;
}

describe('ListDashboards', () => {
  it('finds those whose names begin so, with their case', async () => {
    await ask(
      async ({ clients: { cloudwatch } }) => {
        expect(await names(cloudwatch)).toEqual(['lone', 'shop']);
        expect(await names(cloudwatch, 'sh')).toEqual(['shop']);
        expect(await names(cloudwatch, 'hop')).toEqual([]);
        expect(await names(cloudwatch, 'SHOP')).toEqual([]);
      },
      { built: TWO },
    );
  });

  it('has an ARN without a region, and the size of the body in bytes', async () => {
    await ask(async ({ clients: { cloudwatch }, ...endpoint }) => {
      const { DashboardEntries: [shop] = [] } = await cloudwatch.send(new ListDashboardsCommand({}));
      expect(shop?.DashboardArn).toBe('arn:aws:cloudwatch::111122223333:dashboard/shop');
      const { DashboardBody = '', DashboardArn } = await cloudwatch.send(
        new GetDashboardCommand({ DashboardName: 'shop' }),
      );
      expect([DashboardArn, Buffer.byteLength(DashboardBody)]).toEqual([shop?.DashboardArn, shop?.Size]);
      const elsewhere = await endpoint.in('us-west-2').cloudwatch.send(new ListDashboardsCommand({}));
      expect(elsewhere.DashboardEntries?.[0]).toEqual(shop);
    });
  });

  it('gives 1,000 a page', async () => {
    const functions = Array.from({ length: 1_001 }, (_, i) => `  f${i}: {}`).join('\n');
    const series = Array.from(
      { length: 1_001 },
      (_, i) => `  - { namespace: AWS/Lambda, name: Errors, dimensions: { FunctionName: f${i} }, value: 1 }`,
    ).join('\n');
    const built = build(madeUp(`functions:\n  f: {}\n${functions}\nseries:\n${series}\n`));
    await ask(
      async ({ clients: { cloudwatch } }) => {
        const { DashboardEntries, NextToken } = await cloudwatch.send(new ListDashboardsCommand({}));
        expect(DashboardEntries).toHaveLength(1_000);
        const second = await cloudwatch.send(new ListDashboardsCommand({ NextToken }));
        expect(second.DashboardEntries).toHaveLength(1);
        expect(second.NextToken).toBeUndefined();
      },
      { built },
    );
  });
});

describe('GetDashboard', () => {
  it('gives a body in the language of dashboards, with metrics that there are', async () => {
    for (const built of [undefined, await builtOf('table-throttled'), await builtOf('no-stack')]) {
      await ask(
        async ({ clients: { cloudwatch } }, { world }) => {
          const known = new Set(
            world.metrics
              .all()
              .map(({ namespace, name, dimensions }) =>
                JSON.stringify([namespace, name, ...Object.entries(dimensions).flat()]),
              ),
          );
          for (const name of await names(cloudwatch)) {
            const shown = (await widgets(cloudwatch, name ?? '')).flatMap(
              ({ properties }) => properties.metrics,
            );
            expect(shown.length).toBeGreaterThan(0);
            for (const metric of shown) expect(known).toContain(JSON.stringify(metric.slice(0, -1)));
          }
        },
        { ...(built && { built }), minutes: 80 },
      );
    }
  });

  it('has a widget for each resource of a stack that has metrics, side by side', async () => {
    await ask(async ({ clients: { cloudwatch } }) => {
      const shop = await widgets(cloudwatch, 'shop');
      expect(shop.map(({ properties }) => properties.title)).toEqual(
        expect.arrayContaining(['orders', 'job-worker', 'stock', 'jobs', 'clicks']),
      );
      expect(new Set(shop.map(({ x, y }) => `${x} ${y}`)).size).toBe(shop.length);
      const orders = shop.find(({ properties }) => properties.title === 'orders');
      expect(orders?.properties.metrics).toContainEqual([
        'AWS/Lambda',
        'Errors',
        'FunctionName',
        'orders',
        { stat: 'Sum' },
      ]);
    });
  });

  it('is the same whenever it is asked for', async () => {
    await ask(async ({ clients: { cloudwatch }, conditions }) => {
      const told = async () => [
        (await cloudwatch.send(new ListDashboardsCommand({}))).DashboardEntries,
        await widgets(cloudwatch, 'shop'),
      ];
      const before = await told();
      conditions.now = at(20).getTime();
      expect(await told()).toEqual(before);
    });
  });

  it('refuses a name that does not exist with 404, by the older code in the header', async () => {
    await ask(async ({ clients: { cloudwatch }, answers }) => {
      await expect(widgets(cloudwatch, 'no')).rejects.toMatchObject({
        // As the SDK names what it knows by an older code.
        name: 'ResourceNotFound',
        message: 'Dashboard no does not exist',
        $metadata: { httpStatusCode: 404 },
      });
      expect(answers.at(-1)?.headers).toMatchObject({
        'x-amzn-errortype': 'DashboardNotFoundError',
        'x-amzn-query-error': 'ResourceNotFound;Sender',
        'content-type': 'application/x-amz-json-1.0',
      });
    });
  });
});
