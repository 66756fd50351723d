import type { LambdaDefinition } from '../language/macros.ts';
import type { Scenario } from '../language/scenario.ts';
import type { ConfigureHappening, DeployHappening } from '../language/timeline.ts';
import type { Identity, LoggedError } from '../language/values.ts';
import { codeSha, functionArn, logicalIdOf } from '../names.ts';
import { random } from '../random.ts';
import type { Happenings, StackEvent } from '../world/happenings.ts';
import { updateStack } from '../world/stack-update.ts';

export interface Settings {
  runtime: string;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  layers: string[];
  role: string;
  environment: Record<string, string>;
  codeSha256: string;
}

export interface Version {
  version: number;
  publishedAt: number;
  description: string;
  settings: Settings;
}

/** What traffic runs from `t` on. */
export interface Epoch {
  t: number;
  /** `42` or `$LATEST`. */
  version: string;
  settings: Settings;
  throws: (LoggedError & { from: number })[];
  slower: number;
}

/** A function's configuration over time; lists are oldest first. */
export interface FunctionHistory {
  name: string;
  definition: LambdaDefinition;
  logGroup: string;
  live: Epoch[];
  latest: { t: number; settings: Settings }[];
  versions: Version[];
  aliasMoves: { t: number; version: number }[];
  reserved: { t: number; value: number | undefined }[];
}

const DAY = 86_400_000;
/** From the update of $LATEST to the version that is made of it. */
const UNTIL_PUBLISHED_MS = 8_000;

/** The newest entry that is not after `t`. */
export function at<T extends { t: number }>(list: readonly T[], t: number): T | undefined {
  return list.findLast((entry) => entry.t <= t);
}

export function functionHistories(scenario: Scenario, into: Happenings): Map<string, FunctionHistory> {
  const histories = new Map(
    Object.entries(scenario.functions).map(([name, definition]) => [
      name,
      beginning(scenario, name, definition),
    ]),
  );
  const start = Date.parse(scenario.start);
  for (const { at: offset, deploy, configure, concurrency } of scenario.timeline.toSorted(
    (a, b) => a.at - b.at,
  )) {
    const t = start + offset;
    const history = histories.get((deploy ?? configure ?? concurrency)?.function ?? '');
    if (history === undefined) continue;
    if (deploy !== undefined) applyDeploy(scenario, history, t, deploy, into);
    if (configure !== undefined) applyConfigure(scenario, history, t, configure, into);
    if (concurrency !== undefined) {
      const { reserved, by, via } = concurrency;
      const changedAt = via === 'stack' ? updateStack(scenario, { t, by, ...resourceOf(history) }, into) : t;
      history.reserved.push({ t: changedAt + 1_000, value: reserved ?? undefined });
      const [name, request] =
        reserved === null
          ? ['DeleteFunctionConcurrency20171031', {}]
          : ['PutFunctionConcurrency20171031', { reservedConcurrentExecutions: reserved }];
      lambdaCall(scenario, history, changedAt, by, name, request, request, into);
    }
  }
  return histories;
}

function beginning(scenario: Scenario, name: string, definition: LambdaDefinition): FunctionHistory {
  const start = Date.parse(scenario.start);
  const { version, alias } = definition;
  const settings = (build: number | string): Settings => ({
    runtime: definition.runtime,
    handler: definition.handler,
    timeoutSeconds: definition.timeoutSeconds,
    memoryMb: definition.memoryMb,
    layers: definition.layers,
    role: definition.role ?? `${name}-role`,
    environment: definition.environment,
    codeSha256: codeSha(scenario.seed, name, build),
  });
  const newest = version ?? 0;
  const versions: Version[] = [];
  for (let n = Math.max(1, newest - 4); n <= newest; n++) {
    versions.push({
      version: n,
      publishedAt: Math.floor(start - (newest - n + 2) * 3.3 * DAY),
      description: `build ${1_100 + n}`,
      settings: settings(n),
    });
  }
  const current = versions.at(-1)?.settings ?? settings('$LATEST');
  const modified = start + (definition.lastModified ?? Math.floor(-6.6 * DAY));
  return {
    name,
    definition,
    logGroup: definition.logGroup ?? `/aws/lambda/${name}`,
    live: [
      {
        t: -Infinity,
        version: alias === undefined ? '$LATEST' : String(version),
        settings: current,
        throws: [],
        slower: 1,
      },
    ],
    latest: [
      { t: -Infinity, settings: current },
      { t: modified, settings: current },
    ],
    versions,
    aliasMoves: alias === undefined || version === undefined ? [] : [{ t: -Infinity, version }],
    reserved: [{ t: -Infinity, value: definition.reservedConcurrency }],
  };
}

/** New code; through a stack as CloudFormation does it, with a version and the alias if the function has them. */
function applyDeploy(
  scenario: Scenario,
  history: FunctionHistory,
  t: number,
  { by, via, description, throws, slower }: DeployHappening,
  into: Happenings,
): void {
  const before = history.latest.at(-1)?.settings;
  if (before === undefined) return;
  const settings = {
    ...before,
    codeSha256: codeSha(scenario.seed, history.name, 'deploy', t - Date.parse(scenario.start)),
  };
  const { codeAt, liveAt } = release(scenario, history, { t, by, via, description, settings }, into);
  history.latest.push({ t: codeAt, settings });
  lambdaCall(scenario, history, codeAt, by, 'UpdateFunctionCode20150331v2', {}, { version: '$LATEST' }, into);
  const { after, ...error } = throws ?? { after: 0 };
  const previous = history.live.at(-1);
  history.live.push({
    t: liveAt,
    version: versionLabel(history),
    settings,
    throws: 'type' in error ? [{ ...error, from: liveAt + after }] : [],
    slower: slower * (slower === 1 ? (previous?.slower ?? 1) : 1),
  });
}

/** Other settings, the same code. */
function applyConfigure(
  scenario: Scenario,
  history: FunctionHistory,
  t: number,
  what: ConfigureHappening,
  into: Happenings,
): void {
  const before = history.latest.at(-1)?.settings;
  const live = history.live.at(-1);
  if (before === undefined || live === undefined) return;
  const { by, via, timeoutSeconds, memoryMb, handler, throws } = what;
  const environment = Object.fromEntries(
    Object.entries({ ...before.environment, ...what.environment }).flatMap(([name, value]) =>
      value === null ? [] : [[name, value]],
    ),
  );
  const given = {
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(memoryMb !== undefined && { memoryMb }),
    ...(handler !== undefined && { handler }),
  };
  const settings = { ...before, ...given, environment };
  const { codeAt, liveAt } = release(scenario, history, { t, by, via, description: '', settings }, into);
  history.latest.push({ t: codeAt, settings });
  // CloudTrail leaves the variables out, as AWS does.
  const request = {
    ...(timeoutSeconds !== undefined && { timeout: timeoutSeconds }),
    ...(memoryMb !== undefined && { memorySize: memoryMb }),
    ...(handler !== undefined && { handler }),
    ...(Object.keys(what.environment).length > 0 && { environment: {} }),
  };
  lambdaCall(scenario, history, codeAt, by, 'UpdateFunctionConfiguration20150331v2', request, {}, into);
  history.live.push({
    ...live,
    t: liveAt,
    version: versionLabel(history),
    settings,
    throws: throws === undefined ? live.throws : [...live.throws, { ...throws, from: liveAt }],
  });
}

function versionLabel({ aliasMoves }: FunctionHistory): string {
  const move = aliasMoves.at(-1);
  return move === undefined ? '$LATEST' : String(move.version);
}

interface Release {
  t: number;
  by: Identity;
  via: string;
  description: string;
  settings: Settings;
}

/**
 * Tells of the update's stack, publishes a version and moves the alias, if there is one. Returns when $LATEST is
 * changed, and when traffic runs it.
 */
function release(
  scenario: Scenario,
  history: FunctionHistory,
  { t, by, via, description, settings }: Release,
  into: Happenings,
): { codeAt: number; liveAt: number } {
  const { name, definition, versions, aliasMoves } = history;
  const { alias, logicalId = logicalIdOf(name) } = definition;
  const viaStack = via === 'stack';
  const resource = resourceOf(history);
  if (alias === undefined) {
    const codeAt = viaStack ? updateStack(scenario, { t, by, ...resource }, into) : t;
    return { codeAt, liveAt: codeAt + (viaStack ? 7_000 : 2_000) };
  }
  const version = (versions.at(-1)?.version ?? 0) + 1;
  const more = (publishedAt: number): Omit<StackEvent, 'stack'>[] => {
    const made = {
      logicalId: `${logicalId}Version${random(scenario.seed, name, 'version', version).hex(8)}`,
      type: 'AWS::Lambda::Version',
    };
    const moved = { logicalId: `${logicalId}Alias`, type: 'AWS::Lambda::Alias' };
    const arn = functionArn(scenario, name);
    return [
      { ...made, t: publishedAt, physicalId: '', status: 'CREATE_IN_PROGRESS' },
      { ...made, t: publishedAt + 3_000, physicalId: `${arn}:${version}`, status: 'CREATE_COMPLETE' },
      { ...moved, t: publishedAt + 5_000, physicalId: `${arn}:${alias}`, status: 'UPDATE_COMPLETE' },
    ];
  };
  const codeAt = viaStack
    ? updateStack(
        scenario,
        { t, by, ...resource, more: (changedAt) => more(changedAt + UNTIL_PUBLISHED_MS) },
        into,
      )
    : t;
  const publishedAt = codeAt + UNTIL_PUBLISHED_MS;
  const liveAt = publishedAt + 5_000;
  versions.push({ version, publishedAt, description, settings });
  aliasMoves.push({ t: liveAt, version });
  lambdaCall(
    scenario,
    history,
    publishedAt,
    by,
    'PublishVersion20150331',
    {},
    { version: String(version) },
    into,
  );
  const to = { functionVersion: String(version) };
  lambdaCall(scenario, history, liveAt, by, 'UpdateAlias20150331', { name: alias, ...to }, to, into);
  return { codeAt, liveAt };
}

function resourceOf({ name }: FunctionHistory): { type: string; name: string } {
  return { type: 'AWS::Lambda::Function', name };
}

function lambdaCall(
  scenario: Scenario,
  { name }: FunctionHistory,
  t: number,
  by: Identity,
  call: string,
  request: Record<string, unknown>,
  response: Record<string, unknown>,
  into: Happenings,
): void {
  const type = 'AWS::Lambda::Function';
  into.call({
    t,
    name: call,
    source: 'lambda.amazonaws.com',
    by,
    resources: [
      { type, name },
      { type, name: functionArn(scenario, name) },
    ],
    request: { functionName: name, ...request },
    response: { functionName: name, ...response },
  });
}
