import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  type LambdaClient,
  ListProvisionedConcurrencyConfigsCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { build, builtOf, madeUp } from '../worlds.ts';
import { ask, at } from './ask.ts';

/** Functions that fail from a deployment on, each in its own way. */
const FAILING = build(
  madeUp(`
functions:
  api: { stack: shop, alias: live, version: 4, perMinute: 60 }
  slow: { perMinute: 20, timeoutSeconds: 3, durationMs: 200 }
  large: { perMinute: 20, memoryMb: 128 }
  json: { perMinute: 20, logFormat: JSON, environment: { KEY: a }, needs: { KEY: { type: ConfigError, message: no KEY } } }
  busy: { perMinute: 60, durationMs: 50, reservedConcurrency: 3 }
  rare: { memoryMb: 256, durationMs: 70 }
timeline:
  - { at: 30m, deploy: { function: api, by: Deploy/pipeline, throws: { type: TypeError, message: 'no total of {n}', stack: ['    at total (/var/task/index.js:3:7)'] } } }
  - { at: 30m, deploy: { function: slow, by: Deploy/pipeline, slower: 100 } }
  - { at: 30m, payload: { function: large, memoryMb: 900 } }
  - { at: 30m, configure: { function: json, by: Admin/ann, environment: { KEY: null } } }
  - { at: 30m, concurrency: { function: busy, by: Admin/ann, reserved: 0 } }
  - { at: 60m, deploy: { function: slow, by: Deploy/pipeline, slower: 0.01 } }
`),
);

const Failure = z.strictObject({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});

async function invoked(client: LambdaClient, input: InvokeCommandInput) {
  const { Payload, LogResult, ...answer } = await client.send(new InvokeCommand(input));
  const payload: unknown = Payload?.length ? JSON.parse(Payload.transformToString()) : undefined;
  return { ...answer, payload, log: Buffer.from(LogResult ?? '', 'base64').toString('utf8') };
}

describe('Invoke without a result', () => {
  it('says by its status alone that a call would be possible, or that it is queued', async () => {
    await ask(async ({ clients: { lambda }, answers }) => {
      for (const [InvocationType, status] of [
        ['DryRun', 204],
        ['Event', 202],
      ] as const) {
        const answer = await lambda.send(
          new InvokeCommand({ FunctionName: 'orders', InvocationType, LogType: 'Tail' }),
        );
        expect([answer.StatusCode, answer.Payload?.length ?? 0]).toEqual([status, 0]);
        expect(answer).not.toHaveProperty('FunctionError');
        expect(answer).not.toHaveProperty('LogResult');
        expect(answers.at(-1)?.body).toBe('');
      }
    });
  });

  it('refuses an unknown function or version with 404, and what is no JSON with 400', async () => {
    await ask(async ({ clients: { lambda } }) => {
      for (const InvocationType of ['DryRun', 'RequestResponse', 'Event'] as const) {
        for (const [FunctionName, Qualifier] of [['no'], ['orders', '99'], ['orders:dead']] as const) {
          const call = invoked(lambda, { FunctionName, InvocationType, ...(Qualifier && { Qualifier }) });
          await expect(call).rejects.toMatchObject({
            name: 'ResourceNotFoundException',
            message: expect.stringMatching(/^Function not found: arn:aws:lambda:/),
            $metadata: { httpStatusCode: 404 },
          });
        }
        const call = invoked(lambda, { FunctionName: 'orders', InvocationType, Payload: Buffer.from('{a') });
        await expect(call).rejects.toMatchObject({
          name: 'InvalidRequestContentException',
          $metadata: { httpStatusCode: 400 },
        });
      }
    });
  });

  it('takes any JSON for the payload, and nothing in it for a parameter', async () => {
    await ask(async ({ clients: { lambda } }) => {
      for (const payload of [
        [1],
        'text',
        null,
        { Qualifier: '99', FunctionName: 'no', InvocationType: 'Event' },
      ]) {
        const Payload = Buffer.from(JSON.stringify(payload));
        const { StatusCode, ExecutedVersion } = await invoked(lambda, { FunctionName: 'bare', Payload });
        expect([StatusCode, ExecutedVersion]).toEqual([200, '$LATEST']);
      }
    });
  });
});

describe('Invoke', () => {
  it('answers null and the version that it executed, to which an alias points', async () => {
    await ask(
      async ({ clients: { lambda } }) => {
        const executed = async (Qualifier?: string) => {
          const { StatusCode, ExecutedVersion, payload, FunctionError } = await invoked(lambda, {
            FunctionName: 'api',
            Qualifier,
          });
          return [StatusCode, ExecutedVersion, payload, FunctionError];
        };
        expect(await executed()).toEqual([200, '$LATEST', null, undefined]);
        expect(await executed('live')).toEqual([200, '4', null, undefined]);
        expect(await executed('3')).toEqual([200, '3', null, undefined]);
      },
      { built: FAILING, minutes: 29 },
    );
  });

  it('fails as the function does by then, in the version that does', async () => {
    await ask(
      async ({ clients: { lambda }, conditions }) => {
        const outcome = async (Qualifier?: string) => {
          const { ExecutedVersion, FunctionError, payload } = await invoked(lambda, {
            FunctionName: 'api',
            Qualifier,
          });
          return [ExecutedVersion, FunctionError, payload];
        };
        const failure = {
          errorType: 'TypeError',
          errorMessage: expect.stringMatching(/^no total of \d+$/),
          trace: [
            expect.stringMatching(/^TypeError: no total of \d+$/),
            '    at total (/var/task/index.js:3:7)',
          ],
        };
        expect(await outcome('live')).toEqual(['5', 'Unhandled', failure]);
        expect(await outcome()).toEqual(['$LATEST', 'Unhandled', failure]);
        expect(await outcome('4')).toEqual(['4', undefined, null]);
        conditions.now = at(29, FAILING).getTime();
        expect(await outcome()).toEqual(['$LATEST', undefined, null]);
      },
      { built: FAILING, minutes: 40 },
    );
  });

  it('is told by Lambda itself where the runtime could not answer', async () => {
    await ask(
      async ({ clients: { lambda }, conditions }) => {
        const slow = await invoked(lambda, { FunctionName: 'slow' });
        expect([slow.FunctionError, slow.payload]).toEqual([
          'Unhandled',
          {
            errorType: 'Sandbox.Timedout',
            errorMessage: `RequestId: ${slow.$metadata.requestId} Error: Task timed out after 3.00 seconds`,
          },
        ]);
        const large = await invoked(lambda, { FunctionName: 'large' });
        expect([large.FunctionError, large.payload]).toEqual([
          'Unhandled',
          {
            errorType: 'Runtime.ExitError',
            errorMessage: `RequestId: ${large.$metadata.requestId} Error: Runtime exited with error: signal: killed`,
          },
        ]);
        conditions.now = at(70, FAILING).getTime();
        expect((await invoked(lambda, { FunctionName: 'slow' })).payload).toBeNull();
      },
      { built: FAILING, minutes: 40 },
    );
  });

  it('is refused where as many run as are reserved, and not if it is a dry run', async () => {
    await ask(
      async ({ clients: { lambda }, conditions }) => {
        await expect(invoked(lambda, { FunctionName: 'busy' })).rejects.toMatchObject({
          name: 'TooManyRequestsException',
          $metadata: { httpStatusCode: 429 },
        });
        const dry = await invoked(lambda, { FunctionName: 'busy', InvocationType: 'DryRun' });
        expect(dry.StatusCode).toBe(204);
        conditions.now = at(20, FAILING).getTime();
        expect((await invoked(lambda, { FunctionName: 'busy' })).StatusCode).toBe(200);
      },
      { built: FAILING, minutes: 40 },
    );
  });

  it('ends in the log of the request if it is asked for it: START, lines, END and REPORT', async () => {
    await ask(
      async ({ clients: { lambda } }) => {
        const { log, $metadata, payload } = await invoked(lambda, { FunctionName: 'api', LogType: 'Tail' });
        const id = $metadata.requestId ?? '';
        const lines = log.trimEnd().split('\n');
        expect(lines.map((line) => line.split(/[ \t]/)[0]?.slice(0, 5))).toEqual([
          'START',
          '2026-',
          'END',
          'REPOR',
        ]);
        for (const line of lines) expect(line).toContain(id);
        expect(lines[0]).toContain('Version: $LATEST');
        expect(lines[1]).toContain(`"errorMessage":"${Failure.parse(payload).errorMessage}"`);
        expect(lines[3]).toMatch(/Duration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 512 MB/);
        const json = await invoked(lambda, { FunctionName: 'json', LogType: 'Tail' });
        const types = json.log
          .trimEnd()
          .split('\n')
          .map((line) => z.looseObject({ type: z.string().optional() }).parse(JSON.parse(line)).type);
        expect(types).toEqual(['platform.start', undefined, 'platform.report']);
        expect(json.payload).toMatchObject({ errorType: 'ConfigError' });
        expect((await invoked(lambda, { FunctionName: 'api' })).log).toBe('');
      },
      { built: FAILING, minutes: 40 },
    );
  });

  it('cuts the log to its last 4 KB', async () => {
    const stack = Array.from({ length: 200 }, (_, i) => `'    at step${i} (/var/task/index.js:${i}:7)'`);
    const built = build(
      madeUp(
        `functions: { f: { perMinute: 60, errors: [{ type: DeepError, message: deep, stack: [${stack.join(', ')}] }] } }\n`,
      ),
    );
    await ask(
      async ({ clients: { lambda } }) => {
        const { log } = await invoked(lambda, { FunctionName: 'f', LogType: 'Tail' });
        expect(Buffer.byteLength(log)).toBe(4_096);
        expect(log).toMatch(/^REPORT RequestId: /m);
        expect(log).not.toMatch(/^START/m);
      },
      { built },
    );
  });

  it('says what the log group says, and is no part of it', async () => {
    const built = await builtOf('bad-deploy');
    await ask(
      async ({ clients: { lambda } }, { world }) => {
        const before = world.invocations.length;
        const seen = new Set<string>();
        for (const [name, { logGroup }] of world.histories) {
          const { payload, FunctionError } = await invoked(lambda, { FunctionName: name });
          if (FunctionError === undefined) continue;
          const { errorType } = Failure.parse(payload);
          const lines = world.logGroups.get(logGroup)?.lines(world.start, at(110, built).getTime());
          expect(lines?.some(({ message }) => message.includes(errorType))).toBe(true);
          seen.add(errorType);
        }
        expect(seen.size).toBeGreaterThan(0);
        expect(world.invocations).toHaveLength(before);
      },
      { built, minutes: 110 },
    );
  });

  it('does the same at the same time, and succeeds where a function was never called', async () => {
    await ask(
      async ({ clients: { lambda } }) => {
        const twice = [];
        for (let i = 0; i < 2; i++) twice.push((await invoked(lambda, { FunctionName: 'api' })).payload);
        expect(twice[1]).toEqual(twice[0]);
        const rare = await invoked(lambda, { FunctionName: 'rare', LogType: 'Tail' });
        expect([rare.payload, rare.FunctionError]).toEqual([null, undefined]);
        expect(rare.log).toContain('Duration: 70.00 ms\tBilled Duration: 70 ms\tMemory Size: 256 MB');
      },
      { built: FAILING, minutes: 40 },
    );
  });

  it('is denied by the name of its action', async () => {
    await ask(async ({ clients: { lambda }, conditions }) => {
      conditions.faults = { Invoke: 'deny' };
      await expect(invoked(lambda, { FunctionName: 'orders' })).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('lambda:InvokeFunction'),
        $metadata: { httpStatusCode: 403 },
      });
    });
  });
});

describe('ListProvisionedConcurrencyConfigs', () => {
  it('finds none, and refuses a function that does not exist', async () => {
    await ask(async ({ clients: { lambda } }) => {
      const of = async (FunctionName: string) =>
        (await lambda.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName })))
          .ProvisionedConcurrencyConfigs;
      expect(await of('orders')).toEqual([]);
      await expect(of('no')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      const { FunctionArn } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: 'orders' }),
      );
      expect(await of(FunctionArn ?? '')).toEqual([]);
    });
  });
});
