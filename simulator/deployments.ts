import { random, uuid } from './random.ts';
import type { Scenario } from './scenario.ts';

export interface Version {
  version: number;
  publishedAt: number;
  codeSha256: string;
  description: string;
}

export interface StackEvent {
  t: number;
  stack: string;
  logicalId: string;
  physicalId: string;
  type: string;
  status: string;
  reason?: string;
}

export interface TrailEvent {
  t: number;
  id: string;
  name: string;
  source: string;
  by: string;
  resources: { type: string; name: string }[];
  response: Record<string, string>;
  request: Record<string, string>;
}

/** What deployments left behind: one coherent story in versions, stack events and CloudTrail. */
export interface Deployments {
  /** By function, oldest first. */
  versions: Map<string, Version[]>;
  /** When the alias moved to which version, by function, oldest first. */
  aliasMoves: Map<string, { t: number; version: number }[]>;
  stackEvents: StackEvent[];
  trail: TrailEvent[];
}

const DAY = 86_400_000;

export function deploymentsOf(scenario: Scenario): Deployments {
  const start = Date.parse(scenario.start);
  const all: Deployments = { versions: new Map(), aliasMoves: new Map(), stackEvents: [], trail: [] };
  for (const [name, { version, stack, logicalId }] of Object.entries(scenario.functions)) {
    const earlier = random(scenario.seed, name, 'versions');
    const versions: Version[] = [];
    for (let n = Math.max(1, version - 4); n <= version; n++) {
      const publishedAt = Math.floor(start - (version - n + 2) * 3.3 * DAY);
      versions.push({
        version: n,
        publishedAt,
        codeSha256: sha(earlier.hex(43)),
        description: `build ${1_100 + n}`,
      });
    }
    all.versions.set(name, versions);
    all.aliasMoves.set(name, [{ t: -Infinity, version }]);
    const created = start - 60 * DAY;
    all.stackEvents.push(
      stackEvent(created, stack, logicalId, name, 'AWS::Lambda::Function', 'CREATE_COMPLETE'),
      stackEvent(
        created + 9_000,
        stack,
        stack,
        stackId(scenario, stack),
        'AWS::CloudFormation::Stack',
        'CREATE_COMPLETE',
      ),
    );
  }
  for (const event of scenario.timeline) {
    if ('deploy' in event) deploy(scenario, start + event.at, event.deploy, all);
  }
  all.stackEvents.sort((a, b) => a.t - b.t);
  all.trail.sort((a, b) => a.t - b.t);
  return all;
}

type Deploy = Extract<Scenario['timeline'][number], { deploy: unknown }>['deploy'];

/** A stack update that changes code, publishes a version and moves the alias, as CloudFormation does it. */
function deploy(scenario: Scenario, t: number, what: Deploy, all: Deployments): void {
  const definition = scenario.functions[what.function];
  const versions = all.versions.get(what.function);
  if (definition === undefined || versions === undefined) return;
  const { stack, logicalId, alias } = definition;
  const name = what.function;
  const draw = random(scenario.seed, name, 'deploy', t);
  const version = (versions.at(-1)?.version ?? 0) + 1;
  const arn = functionArn(scenario, name);
  const id = stackId(scenario, stack);
  const at = {
    update: t,
    code: t + 4_000,
    done: t + 11_000,
    publish: t + 12_000,
    published: t + 15_000,
    alias: t + 17_000,
    end: t + 21_000,
  };

  versions.push({
    version,
    publishedAt: at.publish,
    codeSha256: sha(draw.hex(43)),
    description: what.description,
  });
  all.aliasMoves.get(name)?.push({ t: at.alias, version });
  const versionId = `${arn}:${version}`;
  const aliasId = `${arn}:${alias}`;
  const stackType = 'AWS::CloudFormation::Stack';
  const versionLogical = `${logicalId}Version${draw.hex(8)}`;
  all.stackEvents.push(
    { ...stackEvent(at.update, stack, stack, id, stackType, 'UPDATE_IN_PROGRESS'), reason: 'User Initiated' },
    stackEvent(at.code, stack, logicalId, name, 'AWS::Lambda::Function', 'UPDATE_IN_PROGRESS'),
    stackEvent(at.done, stack, logicalId, name, 'AWS::Lambda::Function', 'UPDATE_COMPLETE'),
    stackEvent(at.publish, stack, versionLogical, '', 'AWS::Lambda::Version', 'CREATE_IN_PROGRESS'),
    stackEvent(at.published, stack, versionLogical, versionId, 'AWS::Lambda::Version', 'CREATE_COMPLETE'),
    stackEvent(at.alias, stack, `${logicalId}Alias`, aliasId, 'AWS::Lambda::Alias', 'UPDATE_COMPLETE'),
    stackEvent(at.end, stack, stack, id, stackType, 'UPDATE_COMPLETE'),
  );
  const lambda = (
    time: number,
    call: string,
    request: Record<string, string>,
    response: Record<string, string>,
  ) =>
    all.trail.push({
      t: time,
      id: uuid(draw),
      name: call,
      source: 'lambda.amazonaws.com',
      by: what.by,
      resources: [
        { type: 'AWS::Lambda::Function', name },
        { type: 'AWS::Lambda::Function', name: arn },
      ],
      request: { functionName: name, ...request },
      response: { functionName: name, ...response },
    });
  all.trail.push({
    t: at.update - 1_000,
    id: uuid(draw),
    name: 'ExecuteChangeSet',
    source: 'cloudformation.amazonaws.com',
    by: what.by,
    resources: [{ type: 'AWS::CloudFormation::Stack', name: stack }],
    request: { stackName: stack },
    response: {},
  });
  lambda(at.code, 'UpdateFunctionCode20150331v2', {}, { version: '$LATEST' });
  lambda(at.publish, 'PublishVersion20150331', {}, { version: String(version) });
  lambda(at.alias, 'UpdateAlias20150331', { name: alias }, { functionVersion: String(version) });
}

function stackEvent(
  t: number,
  stack: string,
  logicalId: string,
  physicalId: string,
  type: string,
  status: string,
): StackEvent {
  return { t, stack, logicalId, physicalId, type, status };
}

export function functionArn({ region, account }: Scenario, name: string): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

export function stackId({ region, account, seed }: Scenario, stack: string): string {
  return `arn:aws:cloudformation:${region}:${account}:stack/${stack}/${uuid(random(seed, stack, 'id'))}`;
}

/** Looks like a base64 SHA-256. */
function sha(hex: string): string {
  return `${Buffer.from(hex).toString('base64').slice(0, 43)}=`;
}
