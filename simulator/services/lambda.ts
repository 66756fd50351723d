import * as z from 'zod';
import { AwsFault, type Operation, type Service, parse } from '../answer.ts';
import { type Version, functionArn } from '../deployments.ts';
import type { Scenario } from '../scenario.ts';
import { runningAt } from '../traffic.ts';
import type { World } from '../world.ts';

const ByName = z.looseObject({ FunctionName: z.string(), Marker: z.string().optional() });

const getFunctionConfiguration: Operation = (world, { input, now }) => {
  const { name, definition, published } = find(world, input, now);
  const latest = published.at(-1);
  return {
    ...settings(world.scenario, name, latest),
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: {
      Variables: Object.fromEntries(definition.environment.map((key) => [key, `value-of-${key}`])),
    },
  };
};

const getFunctionConcurrency: Operation = (world, { input, now }) => {
  find(world, input, now);
  return {};
};

/** `$LATEST` comes first, then published versions, oldest first. */
const listVersionsByFunction: Operation = (world, { input, now }) => {
  const { name, published } = find(world, input, now);
  const versions = published.map((version) => ({
    ...settings(world.scenario, name, version),
    FunctionArn: `${functionArn(world.scenario, name)}:${version.version}`,
    Version: String(version.version),
    Description: version.description,
  }));
  const latest = { ...settings(world.scenario, name, published.at(-1)), Version: '$LATEST' };
  return { Versions: [latest, ...versions] };
};

const listAliases: Operation = (world, { input, now }) => {
  const { name, definition } = find(world, input, now);
  return {
    Aliases: [
      {
        AliasArn: `${functionArn(world.scenario, name)}:${definition.alias}`,
        Name: definition.alias,
        FunctionVersion: String(runningAt(world.deployments, name, now)),
        Description: '',
        RevisionId: '00000000-0000-4000-a000-000000000000',
      },
    ],
  };
};

function find(world: World, input: unknown, now: number) {
  const given = parse(ByName, input).FunctionName;
  const name = /:function:([^:]+)/.exec(given)?.[1] ?? given.split(':')[0] ?? given;
  const definition = world.scenario.functions[name];
  if (definition === undefined) {
    const arn = functionArn(world.scenario, name);
    throw new AwsFault('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  }
  const published = (world.deployments.versions.get(name) ?? []).filter(
    ({ publishedAt }) => publishedAt <= now,
  );
  return { name, definition, published };
}

function settings(scenario: Scenario, name: string, version: Version | undefined) {
  const { runtime, handler, timeoutSeconds, memoryMb, logGroup } = scenario.functions[name] ?? {};
  return {
    FunctionName: name,
    FunctionArn: functionArn(scenario, name),
    Runtime: runtime,
    Handler: handler,
    Timeout: timeoutSeconds,
    MemorySize: memoryMb,
    CodeSha256: version?.codeSha256 ?? '',
    LastModified: new Date(version?.publishedAt ?? 0).toISOString().replace('Z', '+0000'),
    LoggingConfig: { LogFormat: 'Text', LogGroup: logGroup },
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
  },
};

/** Method and path of each operation. */
export const LAMBDA_ROUTES: ReadonlyArray<{ path: RegExp; operation: string }> = [
  { path: /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, operation: 'GetFunctionConfiguration' },
  { path: /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/, operation: 'GetFunctionConcurrency' },
  { path: /^\/2015-03-31\/functions\/([^/]+)\/versions$/, operation: 'ListVersionsByFunction' },
  { path: /^\/2015-03-31\/functions\/([^/]+)\/aliases$/, operation: 'ListAliases' },
];
