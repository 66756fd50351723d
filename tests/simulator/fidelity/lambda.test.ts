import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { build, builtOf, madeUp } from '../worlds.ts';
import { ask, at } from './ask.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';

const configuration = async (client: LambdaClient, FunctionName: string, Qualifier?: string) =>
  client.send(new GetFunctionConfigurationCommand({ FunctionName, ...(Qualifier && { Qualifier }) }));

describe('GetFunctionConfiguration', () => {
  it('writes the time of the last change with milliseconds and an offset without a colon', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const { LastModified } = await configuration(lambda, 'orders');
      expect(LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
      expect(Date.parse(LastModified ?? '')).toBeGreaterThan(at(60).getTime());
    });
  });

  it('leaves out variables and layers where there are none', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const bare = await configuration(lambda, 'bare');
      expect(bare).not.toHaveProperty('Environment');
      expect(bare).not.toHaveProperty('Layers');
      const orders = await configuration(lambda, 'orders');
      expect(orders).toMatchObject({ Environment: { Variables: { MODE: 'slow' } }, Layers: [{}] });
    });
  });

  it('answers for the version or alias that is asked for, and for $LATEST without one', async () => {
    await ask(async ({ clients: { lambda } }) => {
      expect(await configuration(lambda, 'orders')).toMatchObject({ FunctionArn: ARN, Version: '$LATEST' });
      const seventh = await configuration(lambda, 'orders', '7');
      expect(seventh).toMatchObject({ FunctionArn: `${ARN}:7`, Version: '7' });
      expect(seventh.Environment?.Variables).toEqual({ TABLE: 'stock', MODE: 'fast' });
      expect((await configuration(lambda, 'orders', 'live')).Version).toBe('9');
      expect((await configuration(lambda, `${ARN}:8`)).Version).toBe('8');
      expect((await configuration(lambda, 'orders:8')).Version).toBe('8');
    });
  });

  it('refuses an unknown function, version or alias with 404', async () => {
    await ask(async ({ clients: { lambda } }) => {
      for (const [name, qualifier] of [['nope'], ['orders', '99'], ['orders', 'dead']] as const) {
        await expect(configuration(lambda, name, qualifier)).rejects.toMatchObject({
          name: 'ResourceNotFoundException',
          message: expect.stringMatching(/^Function not found: arn:aws:lambda:/),
          $metadata: { httpStatusCode: 404 },
        });
      }
    });
  });

  it('has log levels only where logs are JSON, and always the log group', async () => {
    await ask(async ({ clients: { lambda } }) => {
      expect((await configuration(lambda, 'orders')).LoggingConfig).toEqual({
        LogFormat: 'JSON',
        LogGroup: '/aws/lambda/orders',
        ApplicationLogLevel: 'INFO',
        SystemLogLevel: 'INFO',
      });
      expect((await configuration(lambda, 'bare')).LoggingConfig).toEqual({
        LogFormat: 'Text',
        LogGroup: '/aws/lambda/bare',
      });
    });
  });
});

describe('GetFunctionConcurrency', () => {
  it('is empty where nothing is reserved', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const reserved = async (FunctionName: string) =>
        (await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;
      expect(await reserved('orders')).toBe(50);
      expect(await reserved('bare')).toBeUndefined();
    });
  });
});

describe('ListVersionsByFunction', () => {
  it('begins with $LATEST under an ARN that says so, and goes on with the oldest', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const { Versions = [] } = await lambda.send(
        new ListVersionsByFunctionCommand({ FunctionName: 'orders' }),
      );
      expect(Versions.map(({ Version }) => Version)).toEqual(['$LATEST', '3', '4', '5', '6', '7', '8', '9']);
      expect(Versions[0]?.FunctionArn).toBe(`${ARN}:$LATEST`);
      expect(Versions[1]?.FunctionArn).toBe(`${ARN}:3`);
    });
  });

  it('goes on from a marker', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const input = { FunctionName: 'orders', MaxItems: 5 };
      const { NextMarker: Marker } = await lambda.send(new ListVersionsByFunctionCommand(input));
      const { Versions = [], NextMarker } = await lambda.send(
        new ListVersionsByFunctionCommand({ ...input, Marker }),
      );
      expect(Versions.map(({ Version }) => Version)).toEqual(['7', '8', '9']);
      expect(NextMarker).toBeUndefined();
    });
  });

  it('does not know a version before it is published', async () => {
    await ask(
      async ({ clients: { lambda } }) => {
        const { Versions = [] } = await lambda.send(
          new ListVersionsByFunctionCommand({ FunctionName: 'orders' }),
        );
        expect(Versions.at(-1)?.Version).toBe('7');
      },
      { minutes: 49 },
    );
  });
});

describe('ListAliases', () => {
  it('tells the version that an alias points to at that time', async () => {
    await ask(
      async ({ clients: { lambda }, conditions }) => {
        const live = async () =>
          (await lambda.send(new ListAliasesCommand({ FunctionName: 'orders' }))).Aliases;
        expect(await live()).toMatchObject([{ Name: 'live', FunctionVersion: '7' }]);
        conditions.now = at(90).getTime();
        expect(await live()).toMatchObject([{ FunctionVersion: '9', AliasArn: `${ARN}:live` }]);
      },
      { minutes: 49 },
    );
  });
});

describe('ListFunctions', () => {
  it('gives 50 a page at most, whatever it is asked for', async () => {
    const functions = Array.from({ length: 51 }, (_, i) => `  f${i}: {}`).join('\n');
    const built = build(madeUp(`functions:\n  f: {}\n${functions}\n`));
    await ask(
      async ({ clients: { lambda } }) => {
        const { Functions, NextMarker } = await lambda.send(new ListFunctionsCommand({ MaxItems: 10_000 }));
        expect(Functions).toHaveLength(50);
        const second = await lambda.send(new ListFunctionsCommand({ Marker: NextMarker }));
        expect(second.Functions).toHaveLength(2);
        expect(second.NextMarker).toBeUndefined();
      },
      { built },
    );
  });

  it('leaves out the state of functions, as other lists do', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
      const { Versions = [] } = await lambda.send(
        new ListVersionsByFunctionCommand({ FunctionName: 'orders' }),
      );
      for (const one of [...Functions, ...Versions]) {
        expect(one).not.toHaveProperty('State');
        expect(one).not.toHaveProperty('LastUpdateStatus');
      }
      expect(await configuration(lambda, 'orders')).toMatchObject({
        State: 'Active',
        LastUpdateStatus: 'Successful',
      });
    });
  });
});

describe('ListEventSourceMappings', () => {
  const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:jobs';

  it('tells the result of the last batch of streams only', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
      const ofQueue = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn === QUEUE);
      const ofStream = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn?.includes('kinesis'));
      expect(ofQueue).not.toHaveProperty('LastProcessingResult');
      expect(ofStream).toHaveProperty('LastProcessingResult');
    });
  });

  it('tells of the batch that was tried last, of whichever shard', async () => {
    const built = await builtOf('kinesis-poison');
    await ask(
      async ({ clients: { lambda }, conditions }) => {
        const seen = new Set<string | undefined>();
        for (let minute = 90; minute < 110; minute += 0.25) {
          conditions.now = at(minute, built).getTime();
          const { EventSourceMappings: [mapping] = [] } = await lambda.send(
            new ListEventSourceMappingsCommand({ FunctionName: 'click-aggregator' }),
          );
          seen.add(mapping?.LastProcessingResult);
        }
        expect(seen).toEqual(new Set(['OK', 'PROBLEM: Function call failed']));
      },
      { built },
    );
  });

  it('finds by function, by its ARN and by source', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const sources = async (input: object) =>
        (await lambda.send(new ListEventSourceMappingsCommand(input))).EventSourceMappings?.map(
          ({ EventSourceArn }) => EventSourceArn,
        );
      expect(await sources({ FunctionName: 'job-worker' })).toEqual([QUEUE]);
      expect(await sources({ FunctionName: ARN.replace('orders', 'job-worker') })).toEqual([QUEUE]);
      expect(await sources({ EventSourceArn: QUEUE })).toEqual([QUEUE]);
      expect(await sources({ FunctionName: 'orders' })).toEqual([]);
    });
  });
});

describe('GetAccountSettings', () => {
  it('leaves what functions reserve out of what is unreserved', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const { AccountLimit, AccountUsage } = await lambda.send(new GetAccountSettingsCommand({}));
      expect(AccountLimit).toMatchObject({
        ConcurrentExecutions: 1_000,
        UnreservedConcurrentExecutions: 950,
      });
      expect(AccountUsage?.FunctionCount).toBe(4);
    });
  });
});
