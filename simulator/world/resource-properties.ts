import { at } from '../engine/function-history.ts';
import type { Scenario } from '../language/scenario.ts';
import type { Happening } from '../language/timeline.ts';
import { sourceArn } from '../names.ts';
import type { Properties } from './differences.ts';
import type { StackEvent } from './happenings.ts';
import { stackMembers } from './stack-members.ts';
import type { World } from './world.ts';

/** A resource's properties by CloudFormation's names: what its template sets, and what it has. */
export interface ResourceProperties {
  expected: Properties;
  actual: Properties;
}

/**
 * At `t`, as far as the scenario knows them. A template follows what was changed through its stack; code is no property
 * that can be compared.
 */
export function resourceProperties(world: World, event: StackEvent, t: number): ResourceProperties {
  const { scenario, start } = world;
  if (event.type === 'AWS::Lambda::Alias') return aliasProperties(world, event, t);
  const member = stackMembers(scenario).find(
    ({ stack, logicalId, type }) =>
      stack === event.stack && logicalId === event.logicalId && type === event.type,
  );
  if (member === undefined) return { expected: {}, actual: {} };
  const { name, type } = member;
  const changes = scenario.timeline
    .filter(({ at: offset }) => start + offset <= t)
    .toSorted((a, b) => a.at - b.at);
  if (scenario.resources[name]?.type === type) {
    return {
      expected: otherProperties(world, name, t, true),
      actual: otherProperties(world, name, t, false),
    };
  }
  return {
    expected: propertiesOf(scenario, type, name, changes.filter(isByStack)) ?? {},
    actual: propertiesOf(scenario, type, name, changes) ?? {},
  };
}

function isByStack({ configure, concurrency, capacity, permission, mapping }: Happening): boolean {
  return (configure ?? concurrency ?? capacity ?? permission ?? mapping)?.via === 'stack';
}

function propertiesOf(
  scenario: Scenario,
  type: string,
  name: string,
  changes: readonly Happening[],
): Properties | undefined {
  switch (type) {
    case 'AWS::Lambda::Function':
      return functionProperties(scenario, name, changes);
    case 'AWS::Lambda::EventSourceMapping':
      return mappingProperties(scenario, name, changes);
    case 'AWS::IAM::Role':
      return roleProperties(scenario, name, changes);
    case 'AWS::DynamoDB::Table':
      return tableProperties(scenario, name, changes);
    case 'AWS::SQS::Queue':
      return { QueueName: name };
    case 'AWS::Kinesis::Stream':
      return { Name: name, ShardCount: scenario.streams[name]?.shards ?? 1 };
    case 'AWS::ApiGateway::RestApi':
      return { Name: name };
    case 'AWS::CloudWatch::Alarm':
      return { AlarmName: name };
    default:
      return undefined;
  }
}

function functionProperties(
  scenario: Scenario,
  name: string,
  changes: readonly Happening[],
): Properties | undefined {
  const definition = scenario.functions[name];
  if (definition === undefined) return undefined;
  let { handler, timeoutSeconds, memoryMb, environment } = definition;
  let reserved = definition.reservedConcurrency;
  for (const { configure, concurrency } of changes) {
    if (concurrency?.function === name) reserved = concurrency.reserved ?? undefined;
    if (configure?.function !== name) continue;
    handler = configure.handler ?? handler;
    timeoutSeconds = configure.timeoutSeconds ?? timeoutSeconds;
    memoryMb = configure.memoryMb ?? memoryMb;
    const set = Object.entries({ ...environment, ...configure.environment });
    environment = Object.fromEntries(set.flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
  }
  const hasVariables = Object.keys({ ...definition.environment, ...environment }).length > 0;
  return {
    FunctionName: name,
    Handler: handler,
    Role: `arn:aws:iam::${scenario.account}:role/${definition.role ?? `${name}-role`}`,
    Runtime: definition.runtime,
    Timeout: timeoutSeconds,
    MemorySize: memoryMb,
    ...(definition.layers.length > 0 && { Layers: definition.layers }),
    ...(hasVariables && { Environment: { Variables: environment } }),
    ...(reserved !== undefined && { ReservedConcurrentExecutions: reserved }),
  };
}

function mappingProperties(
  scenario: Scenario,
  name: string,
  changes: readonly Happening[],
): Properties | undefined {
  const queue = scenario.queues[name];
  const source = queue ?? scenario.streams[name];
  if (source?.consumer === undefined) return undefined;
  const last = changes.findLast(({ mapping }) => mapping?.source === name)?.mapping;
  return {
    EventSourceArn: sourceArn(scenario, queue === undefined ? 'stream' : 'queue', name),
    FunctionName: source.consumer,
    BatchSize: source.batchSize,
    Enabled: last?.enabled ?? source.enabled,
  };
}

/** Of a role's policies only what the timeline says of them is known: their names, and actions that they allow. */
function roleProperties(scenario: Scenario, name: string, changes: readonly Happening[]): Properties {
  const gone = new Set(changes.map(({ permission }) => permission));
  const inline = [];
  const attached = [];
  for (const { permission } of scenario.timeline) {
    if (permission?.role !== name) continue;
    const { policy, call, removes } = permission;
    const isGone = gone.has(permission);
    if (call === 'DetachRolePolicy') {
      if (!isGone) attached.push(`arn:aws:iam::${scenario.account}:policy/${policy}`);
      continue;
    }
    // PutRolePolicy leaves the policy, without the actions.
    if (isGone && call === 'DeleteRolePolicy') continue;
    const Statement = isGone ? [] : [{ Effect: 'Allow', Action: removes }];
    inline.push({ PolicyName: policy, PolicyDocument: { Statement } });
  }
  const has = (kind: boolean) =>
    scenario.timeline.some(
      ({ permission }) => permission?.role === name && (permission.call === 'DetachRolePolicy') === kind,
    );
  return {
    RoleName: name,
    ...(has(false) && { Policies: inline }),
    ...(has(true) && { ManagedPolicyArns: attached }),
  };
}

function tableProperties(
  scenario: Scenario,
  name: string,
  changes: readonly Happening[],
): Properties | undefined {
  const table = scenario.tables[name];
  if (table === undefined) return undefined;
  let { write, read } = table;
  for (const { capacity } of changes) {
    if (capacity?.table !== name) continue;
    write = capacity.write ?? write;
    read = capacity.read ?? read;
  }
  if (write === undefined && read === undefined) return { TableName: name };
  const units = { ReadCapacityUnits: read ?? 1, WriteCapacityUnits: write ?? 1 };
  return { TableName: name, ProvisionedThroughput: units };
}

/** Of a resource that is written down: what is said of it, and what its changes set. */
function otherProperties(
  { scenario, start }: World,
  id: string,
  t: number,
  viaStackOnly: boolean,
): Properties {
  const { properties = {}, changes = [] } = scenario.resources[id] ?? {};
  const done = changes
    .filter(({ at: offset, viaStack }) => start + offset <= t && (viaStack || !viaStackOnly))
    .toSorted((a, b) => a.at - b.at);
  return done.reduce((so, { set }) => ({ ...so, ...set }), properties);
}

/** An alias points elsewhere once a version was published beside the stack. */
function aliasProperties(
  { histories }: World,
  { physicalId, t: told }: StackEvent,
  t: number,
): ResourceProperties {
  const [, name = '', alias = ''] = /:function:([^:]+):([^:]+)$/.exec(physicalId) ?? [];
  const moves = histories.get(name)?.aliasMoves ?? [];
  const pointing = (when: number) => ({
    FunctionName: name,
    Name: alias,
    FunctionVersion: String(at(moves, when)?.version ?? ''),
  });
  return { expected: pointing(told), actual: pointing(t) };
}
