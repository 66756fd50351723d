import * as z from 'zod';
import { at, type FunctionHistory, type Settings, type Version } from '../engine/function-history.ts';
import { AwsFault, type Operation, type Route, type Service, page, parse } from '../answer.ts';
import { functionArn, mappingArn } from '../names.ts';
import { random, uuid } from '../random.ts';
import type { World } from '../world/world.ts';
import { awsTime } from '../alarms/event.ts';
import { askedFunction, askedVersion, nameIn, publishedBy } from './asked-function.ts';
import { INVOKE_ROUTE, invoke } from './lambda-invoke.ts';

const PAGE = 50;
const Paged = {
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(10_000).default(PAGE),
};

/** Of $LATEST, or of the version that a qualifier names or its alias points to. */
const getFunctionConfiguration: Operation = ({ world }, { input, now }) => {
  const { history, version } = askedVersion(world, input, now);
  const state = { State: 'Active', LastUpdateStatus: 'Successful' };
  const told = version === undefined ? latestOf(world, history, now) : versionOf(world, history, version);
  return { ...told, ...state };
};

function latestOf(world: World, history: FunctionHistory, now: number) {
  const latest = at(history.latest, now);
  // The first entry is from ever; the second tells when that was.
  const t = latest?.t === -Infinity ? history.latest[1]?.t : latest?.t;
  return {
    ...configuration(world, history, latest?.settings, t ?? 0),
    Version: '$LATEST',
  };
}

function versionOf(
  world: World,
  history: FunctionHistory,
  { version, description, settings, publishedAt }: Version,
) {
  return {
    ...configuration(world, history, settings, publishedAt),
    FunctionArn: functionArn(world.scenario, `${history.name}:${version}`),
    Version: String(version),
    Description: description,
  };
}

const getFunctionConcurrency: Operation = ({ world }, { input, now }) => {
  const reserved = at(askedFunction(world, input).reserved, now)?.value;
  return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
};

/** `$LATEST` comes first, then published versions, oldest first. Lists leave out the state of functions. */
const listVersionsByFunction: Operation = ({ world }, { input, now, pageSize }) => {
  const history = askedFunction(world, input);
  const { Marker, MaxItems } = parse(z.looseObject(Paged), input);
  const latest = {
    ...latestOf(world, history, now),
    FunctionArn: functionArn(world.scenario, `${history.name}:$LATEST`),
  };
  const versions = publishedBy(history, now).map((version) => versionOf(world, history, version));
  const { items, next } = page(
    [latest, ...versions],
    Marker,
    pageSize ?? Math.min(MaxItems, PAGE),
    'InvalidParameterValueException',
  );
  return { Versions: items, ...(next !== undefined && { NextMarker: next }) };
};

const listAliases: Operation = ({ world }, { input, now }) => {
  const { name, definition, aliasMoves } = askedFunction(world, input);
  const move = at(aliasMoves, now);
  if (definition.alias === undefined || move === undefined) return { Aliases: [] };
  return {
    Aliases: [
      {
        AliasArn: `${functionArn(world.scenario, name)}:${definition.alias}`,
        Name: definition.alias,
        FunctionVersion: String(move.version),
        Description: '',
        RevisionId: '00000000-0000-4000-a000-000000000000',
      },
    ],
  };
};

const listFunctions: Operation = ({ world }, { input, now, pageSize }) => {
  const { Marker, MaxItems } = parse(z.looseObject(Paged), input);
  const all = [...world.histories.values()].map((history) => latestOf(world, history, now));
  const { items, next } = page(
    all,
    Marker,
    pageSize ?? Math.min(MaxItems, PAGE),
    'InvalidParameterValueException',
  );
  return { Functions: items, ...(next !== undefined && { NextMarker: next }) };
};

const ProvisionedInput = z.looseObject({ List: z.string().optional(), ...Paged });

/** No version or alias has any. One path serves two operations: the other asks for one configuration. */
const listProvisionedConcurrencyConfigs: Operation = ({ world }, { input }) => {
  askedFunction(world, input);
  const { List, Marker, MaxItems } = parse(ProvisionedInput, input);
  if (List !== 'ALL') {
    throw new AwsFault('UnknownOperationException', 'GetProvisionedConcurrencyConfig is not simulated.');
  }
  const { items } = page([], Marker, Math.min(MaxItems, PAGE), 'InvalidParameterValueException');
  return { ProvisionedConcurrencyConfigs: items };
};

const MappingsInput = z.looseObject({
  FunctionName: z.string().optional(),
  EventSourceArn: z.string().optional(),
  ...Paged,
});

const listEventSourceMappings: Operation = ({ world }, { input, now, pageSize }) => {
  const { FunctionName, EventSourceArn, Marker, MaxItems } = parse(MappingsInput, input);
  const name = FunctionName === undefined ? undefined : nameIn(FunctionName);
  const all = [...world.mappings.values()]
    .filter(
      (mapping) =>
        (name === undefined || mapping.function === name) &&
        (EventSourceArn === undefined || mapping.sourceArn === EventSourceArn),
    )
    .map((mapping) => {
      const enabled = at(mapping.enabled, now);
      const result = at(mapping.results, now);
      return {
        UUID: mapping.id,
        EventSourceMappingArn: mappingArn(world.scenario, mapping.id),
        BatchSize: mapping.batchSize,
        MaximumBatchingWindowInSeconds: 0,
        EventSourceArn: mapping.sourceArn,
        FunctionArn: functionArn(world.scenario, mapping.function),
        LastModified:
          (enabled?.t === -Infinity || enabled === undefined ? world.start - 20 * 86_400_000 : enabled.t) /
          1_000,
        FunctionResponseTypes: [],
        ...(mapping.kind === 'stream' && {
          StartingPosition: 'TRIM_HORIZON',
          LastProcessingResult: result?.value ?? 'No records processed',
        }),
        State: enabled?.value === false ? 'Disabled' : 'Enabled',
        StateTransitionReason: mapping.kind === 'stream' ? 'User action' : 'USER_INITIATED',
      };
    });
  const { items, next } = page(
    all,
    Marker,
    pageSize ?? Math.min(MaxItems, 100),
    'InvalidParameterValueException',
  );
  return { EventSourceMappings: items, ...(next !== undefined && { NextMarker: next }) };
};

const getAccountSettings: Operation = ({ world }, { now }) => {
  const { concurrentExecutions } = world.scenario.limits;
  const reserved = [...world.histories.values()].reduce(
    (sum, history) => sum + (at(history.reserved, now)?.value ?? 0),
    0,
  );
  return {
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: concurrentExecutions,
      UnreservedConcurrentExecutions: concurrentExecutions - reserved,
    },
    AccountUsage: { TotalCodeSize: 52_428_800, FunctionCount: world.histories.size },
  };
};

function configuration(
  { scenario }: World,
  { name, definition, logGroup }: FunctionHistory,
  settings: Settings | undefined,
  modified: number,
) {
  return {
    FunctionName: name,
    FunctionArn: functionArn(scenario, name),
    Runtime: settings?.runtime,
    Role: `arn:aws:iam::${scenario.account}:role/${settings?.role}`,
    Handler: settings?.handler,
    Timeout: settings?.timeoutSeconds,
    MemorySize: settings?.memoryMb,
    CodeSha256: settings?.codeSha256,
    CodeSize: Math.floor(random(scenario.seed, settings?.codeSha256 ?? name, 'size').between(4e5, 4e6)),
    Description: '',
    EphemeralStorage: { Size: 512 },
    RevisionId: uuid(random(scenario.seed, name, 'revision', modified)),
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    TracingConfig: { Mode: 'PassThrough' },
    LastModified: awsTime(modified),
    ...(settings &&
      settings.layers.length > 0 && { Layers: settings.layers.map((Arn) => ({ Arn, CodeSize: 1_024 })) }),
    ...(settings &&
      Object.keys(settings.environment).length > 0 && { Environment: { Variables: settings.environment } }),
    PackageType: 'Zip',
    Architectures: ['arm64'],
    LoggingConfig: {
      LogFormat: definition.logFormat,
      LogGroup: logGroup,
      ...(definition.logFormat === 'JSON' && { ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' }),
    },
  };
}

export const lambda: Service = {
  name: 'lambda',
  protocol: 'rest',
  operations: {
    GetFunctionConfiguration: getFunctionConfiguration,
    GetFunctionConcurrency: getFunctionConcurrency,
    ListVersionsByFunction: listVersionsByFunction,
    ListAliases: listAliases,
    ListFunctions: listFunctions,
    ListEventSourceMappings: listEventSourceMappings,
    GetAccountSettings: getAccountSettings,
    ListProvisionedConcurrencyConfigs: listProvisionedConcurrencyConfigs,
    Invoke: invoke,
  },
  routes: [
    get(/^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/, 'GetFunctionConfiguration'),
    get(/^\/2019-09-30\/functions\/(?<FunctionName>[^/]+)\/concurrency$/, 'GetFunctionConcurrency'),
    get(/^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/versions$/, 'ListVersionsByFunction'),
    get(/^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/aliases$/, 'ListAliases'),
    get(/^\/2015-03-31\/functions\/?$/, 'ListFunctions'),
    get(/^\/2015-03-31\/event-source-mappings\/?$/, 'ListEventSourceMappings'),
    get(/^\/2016-08-19\/account-settings\/?$/, 'GetAccountSettings'),
    get(
      /^\/2019-09-30\/functions\/(?<FunctionName>[^/]+)\/provisioned-concurrency$/,
      'ListProvisionedConcurrencyConfigs',
    ),
    INVOKE_ROUTE,
  ],
};

function get(path: RegExp, operation: string): Route {
  return { method: 'GET', path, operation };
}
