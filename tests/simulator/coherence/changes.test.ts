import { describe, expect, it } from '@jest/globals';
import type { Happening } from '../../../simulator/language/timeline.ts';
import { functionArn } from '../../../simulator/names.ts';
import type { World } from '../../../simulator/world/world.ts';
import { SCENARIOS, builtOf } from '../worlds.ts';

const SOON = 30_000;

interface Change {
  t: number;
  via: string;
  /** Calls that CloudTrail has of it, and a resource that they name. */
  calls: string[];
  resource: string;
  region: string;
  stack: string | undefined;
  type: string;
}

/** What is done to the account in an entry of the timeline; undefined if it is nothing that anybody did. */
function changeOf(world: World, entry: Happening): Change | undefined {
  const { scenario, start } = world;
  const { deploy, configure, concurrency, capacity, permission, mapping } = entry;
  const common = { t: start + entry.at, region: scenario.region };
  const ofFunction = (name: string, calls: string[]) => ({
    ...common,
    calls,
    resource: functionArn(scenario, name),
    stack: scenario.functions[name]?.stack,
    type: 'AWS::Lambda::Function',
  });
  const published = (name: string) =>
    scenario.functions[name]?.alias === undefined ? [] : ['PublishVersion20150331', 'UpdateAlias20150331'];
  if (deploy) {
    const calls = ['UpdateFunctionCode20150331v2', ...published(deploy.function)];
    return { ...ofFunction(deploy.function, calls), via: deploy.via };
  }
  if (configure) {
    const calls = ['UpdateFunctionConfiguration20150331v2', ...published(configure.function)];
    return { ...ofFunction(configure.function, calls), via: configure.via };
  }
  if (concurrency) {
    const call =
      concurrency.reserved === null ? 'DeleteFunctionConcurrency20171031' : 'PutFunctionConcurrency20171031';
    return { ...ofFunction(concurrency.function, [call]), via: concurrency.via };
  }
  if (capacity) {
    const { table, via } = capacity;
    const stack = scenario.tables[table]?.stack;
    return { ...common, via, calls: ['UpdateTable'], resource: table, stack, type: 'AWS::DynamoDB::Table' };
  }
  if (permission) {
    const { role, via, call } = permission;
    const owner = Object.entries(scenario.functions).find(
      ([name, one]) => (one.role ?? `${name}-role`) === role,
    );
    const stack = owner?.[1].stack;
    return {
      ...common,
      via,
      calls: [call],
      resource: role,
      region: 'us-east-1',
      stack,
      type: 'AWS::IAM::Role',
    };
  }
  if (mapping) {
    const { source, via } = mapping;
    const stack = (scenario.queues[source] ?? scenario.streams[source])?.stack;
    const id = world.mappings.get(source)?.id ?? '';
    const calls = ['UpdateEventSourceMapping20150331'];
    return { ...common, via, calls, resource: id, stack, type: 'AWS::Lambda::EventSourceMapping' };
  }
  return undefined;
}

function changesOf(world: World): Change[] {
  return world.scenario.timeline.flatMap((entry) => changeOf(world, entry) ?? []);
}

describe.each(SCENARIOS)('in %s', (id) => {
  it('CloudTrail has every change within seconds, and nothing else', async () => {
    const { scenario, world } = await builtOf(id);
    const explained = new Set<string>();
    for (const { t, calls, resource, region } of changesOf(world)) {
      for (const call of calls) {
        const event = world.trail.find(
          (one) =>
            one.name === call &&
            one.t >= t &&
            one.t <= t + SOON &&
            one.resources.some(({ name }) => name === resource),
        );
        expect(event).toMatchObject({ name: call, region });
        if (event) explained.add(event.id);
      }
    }
    const written =
      scenario.trail.length + Object.values(scenario.resources).flatMap(({ changes }) => changes).length;
    const others = world.trail.filter((one) => !explained.has(one.id) && one.name !== 'ExecuteChangeSet');
    expect(others).toHaveLength(written);
  });

  it('a stack has events of what was changed through it, and of nothing else', async () => {
    const { scenario, world } = await builtOf(id);
    const since = world.stackEvents.filter(({ t }) => t >= world.start);
    const updates: { stack: string; t: number }[] = [];
    for (const { t, via, stack, type } of changesOf(world)) {
      if (via !== 'stack' || stack === undefined) continue;
      updates.push({ stack, t });
      const statuses = since
        .filter((event) => event.stack === stack && event.t >= t && event.t <= t + SOON)
        .filter((event) => [type, 'AWS::CloudFormation::Stack'].includes(event.type))
        .map((event) => `${event.type} ${event.status}`);
      expect(statuses).toEqual([
        'AWS::CloudFormation::Stack UPDATE_IN_PROGRESS',
        `${type} UPDATE_IN_PROGRESS`,
        `${type} UPDATE_COMPLETE`,
        'AWS::CloudFormation::Stack UPDATE_COMPLETE',
      ]);
    }
    const byHand = Object.values(scenario.stacks).flatMap(({ events }) => events).length;
    const viaStack = Object.values(scenario.resources).flatMap(({ changes }) =>
      changes.filter((one) => one.viaStack),
    );
    const unexplained = since.filter(
      (event) =>
        !updates.some(({ stack, t }) => stack === event.stack && event.t >= t && event.t <= t + SOON),
    );
    expect(unexplained.length).toBeLessThanOrEqual(byHand + 4 * viaStack.length);
    const executed = world.trail.filter(({ name }) => name === 'ExecuteChangeSet');
    expect(executed).toHaveLength(updates.length + viaStack.length);
  });

  it('an alias moves to a version that was published shortly before', async () => {
    const { world } = await builtOf(id);
    for (const { name, definition, versions, aliasMoves, live } of world.histories.values()) {
      const releases = changesOf(world).filter(
        ({ resource, calls }) => resource === functionArn(world.scenario, name) && calls.length > 1,
      );
      const moves = aliasMoves.filter(({ t }) => t >= world.start);
      expect(moves).toHaveLength(definition.alias === undefined ? 0 : releases.length);
      for (const { t, version } of moves) {
        const one = versions.find((published) => published.version === version);
        expect(one?.publishedAt).toBeGreaterThan(t - SOON);
        expect(one?.publishedAt).toBeLessThan(t);
        // Traffic runs it from then on.
        expect(live.findLast((epoch) => epoch.t <= t)?.version).toBe(String(version));
      }
    }
  });

  it('a stack made all of its resources, and the stack itself, long before', async () => {
    const { scenario, world } = await builtOf(id);
    const stacks = [scenario.functions, scenario.tables, scenario.queues, scenario.streams]
      .flatMap((group): [string, { stack?: string | undefined }][] => Object.entries(group))
      .flatMap(([name, { stack }]) => (stack === undefined ? [] : [{ name, stack }]));
    for (const { name, stack } of stacks) {
      const made = world.stackEvents.filter(
        (event) => event.stack === stack && event.status === 'CREATE_COMPLETE' && event.t < world.start,
      );
      expect(made.map(({ type }) => type)).toContain('AWS::CloudFormation::Stack');
      // A queue's physical id is its URL.
      expect(made.some(({ physicalId }) => physicalId === name || physicalId.endsWith(`/${name}`))).toBe(
        true,
      );
    }
  });
});
