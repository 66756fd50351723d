import * as z from 'zod';
import { AwsFault, type Operation, page, parse } from '../answer.ts';
import { random } from '../random.ts';
import type { Series } from '../world/metrics.ts';
import { stackMembers } from '../world/stack-members.ts';
import type { World } from '../world/world.ts';

const INVALID = 'InvalidParameterValueException';
const DAY = 86_400_000;

const ListInput = z.looseObject({
  DashboardNamePrefix: z.string().default(''),
  NextToken: z.string().optional(),
});

/** Dashboards are the account's, in whichever region they are asked for. */
export const listDashboards: Operation = ({ world }, { input, pageSize }) => {
  const { DashboardNamePrefix, NextToken } = parse(ListInput, input);
  const all = [...dashboards(world)].filter(([name]) => name.startsWith(DashboardNamePrefix));
  const { items, next } = page(all, NextToken, pageSize ?? 1_000, INVALID);
  return {
    DashboardEntries: items.map(([name, body]) => ({
      DashboardName: name,
      DashboardArn: dashboardArn(world, name),
      LastModified: Math.floor(modified(world, name) / 1_000),
      Size: Buffer.byteLength(body),
    })),
    ...(next !== undefined && { NextToken: next }),
  };
};

const GetInput = z.looseObject({ DashboardName: z.string() });

export const getDashboard: Operation = ({ world }, { input }) => {
  const { DashboardName } = parse(GetInput, input);
  const body = dashboards(world).get(DashboardName);
  if (body === undefined) {
    throw new AwsFault('DashboardNotFoundError', `Dashboard ${DashboardName} does not exist`, 404);
  }
  return { DashboardName, DashboardArn: dashboardArn(world, DashboardName), DashboardBody: body };
};

/**
 * What people would have made: a dashboard for each stack, and one for each function that is in none, with a widget
 * for each resource that has metrics. By name, in its order; the bodies are JSON texts.
 */
function dashboards(world: World): Map<string, string> {
  const { scenario } = world;
  const resources = new Map<string, Set<string>>();
  const add = (group: string, resource: string) => {
    const name = group.replaceAll(/[^\w-]/g, '-');
    resources.set(name, (resources.get(name) ?? new Set()).add(resource));
  };
  for (const { stack, name } of stackMembers(scenario)) add(stack, name);
  for (const [name, { stack }] of Object.entries(scenario.functions))
    if (stack === undefined) add(name, name);
  const series = Map.groupBy(world.metrics.all(), ({ dimensions }) => onlyValue(dimensions) ?? '');
  return new Map(
    [...resources]
      .map(([name, names]): [string, object[]] => [
        name,
        [...names].flatMap((one) => widget(one, series.get(one) ?? [], scenario.region)),
      ])
      .filter(([, widgets]) => widgets.length > 0)
      .map(([name, widgets]): [string, string] => [name, JSON.stringify({ widgets: placed(widgets) })])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function onlyValue(dimensions: Series['dimensions']): string | undefined {
  const values = Object.values(dimensions);
  return values.length === 1 ? values[0] : undefined;
}

function widget(title: string, series: readonly Series[], region: string): object[] {
  if (series.length === 0) return [];
  const metrics = series.map(({ namespace, name, dimensions, unit }) => [
    namespace,
    name,
    ...Object.entries(dimensions).flat(),
    { stat: unit === 'Count' ? 'Sum' : 'Average' },
  ]);
  return [{ type: 'metric', properties: { view: 'timeSeries', stacked: false, region, title, metrics } }];
}

/** Two a row; a dashboard is 24 units wide. */
function placed(widgets: readonly object[]): object[] {
  return widgets.map((one, i) => ({
    ...one,
    x: (i % 2) * 12,
    y: Math.floor(i / 2) * 6,
    width: 12,
    height: 6,
  }));
}

function dashboardArn({ scenario }: World, name: string): string {
  return `arn:aws:cloudwatch::${scenario.account}:dashboard/${name}`;
}

function modified({ scenario, start }: World, name: string): number {
  return start - random(scenario.seed, 'dashboard', name).between(10, 50) * DAY;
}
