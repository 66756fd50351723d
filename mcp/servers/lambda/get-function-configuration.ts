import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { placeOfArn } from '../../../core/entity.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { FunctionName, FunctionSettings, logGroupOf, settingsOf } from './function-settings.ts';
import { lambdaTime } from './lambda-time.ts';
import { namedFunctions } from './named-functions.ts';
import { refersTo } from './refers-to.ts';

export function getFunctionConfiguration(client: LambdaClient) {
  return defineTool({
    name: 'get_function_configuration',
    description:
      "A function's settings, log group, reserved concurrency, the names of its environment variables (never their values) and the resources and hosts that they refer to.",
    annotations: readOnly('Get function configuration'),
    timeoutMs: 7_000,
    cacheSeconds: KEEP.settings,
    input: z.strictObject({
      function: FunctionName,
      known: z
        // Short ids would make this a way to guess values.
        .array(z.strictObject({ type: z.string().min(1).max(200), id: z.string().min(3).max(2_048) }))
        .max(200)
        .default([])
        .describe('Resources by physical id: a variable that holds one of these ids refers to it'),
    }),
    output: z.strictObject({
      name: z.string(),
      arn: z.string(),
      lastModified: z.string(),
      ...FunctionSettings,
      logGroup: z.string(),
      state: z.string().exactOptional(),
      lastUpdateStatus: z.string().exactOptional(),
      reservedConcurrency: z.number().exactOptional(),
      refersTo: z.array(
        z.strictObject({
          name: z.string(),
          type: z.string(),
          id: z.string(),
          account: z.string().exactOptional(),
          region: z.string().exactOptional(),
        }),
      ),
      warnings: z.array(z.string()),
    }),
    async run(args, { signal, note }) {
      const name = args.function;
      const [config, concurrency] = await Promise.allSettled([
        client.send(new GetFunctionConfigurationCommand({ FunctionName: name }), { abortSignal: signal }),
        client.send(new GetFunctionConcurrencyCommand({ FunctionName: name }), { abortSignal: signal }),
      ]);
      if (config.status === 'rejected') throw config.reason;
      const settings = note(config.value);
      const deadLetters = settings.DeadLetterConfig?.TargetArn;
      const reserved =
        concurrency.status === 'fulfilled' ? note(concurrency.value).ReservedConcurrentExecutions : undefined;
      const variables = {
        ...settings.Environment?.Variables,
        ...(deadLetters && { DeadLetterConfig: deadLetters }),
      };
      const references = refersTo(variables, args.known, placeOfArn(settings.FunctionArn ?? ''));
      const named = await namedFunctions(client, variables, signal);
      return {
        name: settings.FunctionName ?? '',
        arn: settings.FunctionArn ?? '',
        lastModified: lambdaTime(settings.LastModified),
        ...settingsOf(settings),
        logGroup: logGroupOf(settings),
        ...(settings.State && { state: settings.State }),
        ...(settings.LastUpdateStatus && { lastUpdateStatus: settings.LastUpdateStatus }),
        ...(reserved !== undefined && { reservedConcurrency: reserved }),
        refersTo: [
          ...references,
          ...named.filter(({ name: variable }) => references.every((one) => one.name !== variable)),
        ],
        warnings:
          concurrency.status === 'rejected'
            ? [`Reserved concurrency is not known: ${toToolError(concurrency.reason).body.message}`]
            : [],
      };
    },
  });
}
