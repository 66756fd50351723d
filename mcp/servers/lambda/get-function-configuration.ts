import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { defineTool, readOnly } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { lambdaTime } from './lambda-time.ts';

/** A name, an ARN, or either with a version or alias behind. */
export const FunctionName = z
  .string()
  .regex(/^[A-Za-z0-9-_:$]{1,170}$/)
  .describe('Function name or ARN');

export function getFunctionConfiguration(client: LambdaClient) {
  return defineTool({
    name: 'get_function_configuration',
    description:
      "A function's settings, log group, reserved concurrency and the names of its environment variables (never their values).",
    annotations: readOnly('Get function configuration'),
    timeoutMs: 7_000,
    input: z.strictObject({ function: FunctionName }),
    output: z.strictObject({
      name: z.string(),
      arn: z.string(),
      lastModified: z.string(),
      runtime: z.string().exactOptional(),
      handler: z.string().exactOptional(),
      timeoutSeconds: z.number(),
      memoryMb: z.number(),
      codeSha256: z.string(),
      logGroup: z.string(),
      state: z.string().exactOptional(),
      lastUpdateStatus: z.string().exactOptional(),
      reservedConcurrency: z.number().exactOptional(),
      environment: z.strictObject({ names: z.array(z.string()), readable: z.boolean() }),
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
      const reserved =
        concurrency.status === 'fulfilled' ? note(concurrency.value).ReservedConcurrentExecutions : undefined;
      return {
        name: settings.FunctionName ?? '',
        arn: settings.FunctionArn ?? '',
        lastModified: lambdaTime(settings.LastModified),
        ...(settings.Runtime && { runtime: settings.Runtime }),
        ...(settings.Handler && { handler: settings.Handler }),
        timeoutSeconds: settings.Timeout ?? 3,
        memoryMb: settings.MemorySize ?? 128,
        codeSha256: settings.CodeSha256 ?? '',
        // The group is not always /aws/lambda/<name>.
        logGroup: settings.LoggingConfig?.LogGroup ?? `/aws/lambda/${settings.FunctionName ?? ''}`,
        ...(settings.State && { state: settings.State }),
        ...(settings.LastUpdateStatus && { lastUpdateStatus: settings.LastUpdateStatus }),
        ...(reserved !== undefined && { reservedConcurrency: reserved }),
        environment: {
          names: Object.keys(settings.Environment?.Variables ?? {}).sort(),
          readable: settings.Environment?.Error === undefined,
        },
        warnings:
          concurrency.status === 'rejected'
            ? [`Reserved concurrency is not known: ${toToolError(concurrency.reason).body.message}`]
            : [],
      };
    },
  });
}
