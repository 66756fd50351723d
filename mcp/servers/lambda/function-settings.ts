import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import * as z from 'zod';

/** A name, an ARN, or either with a version or alias behind. */
export const FunctionName = z
  .string()
  .regex(/^[A-Za-z0-9-_:$]{1,170}$/)
  .describe('Function name or ARN');

/** What a function and each of its versions have; of environment variables the names only. */
export const FunctionSettings = {
  runtime: z.string().exactOptional(),
  handler: z.string().exactOptional(),
  timeoutSeconds: z.number(),
  memoryMb: z.number(),
  codeSha256: z.string(),
  role: z.string().exactOptional(),
  layers: z.array(z.string()),
  environment: z.strictObject({ names: z.array(z.string()), readable: z.boolean() }),
};

export function settingsOf(config: FunctionConfiguration) {
  // Behind the last slash: a role may have a path.
  const role = config.Role?.split('/').at(-1);
  return {
    ...(config.Runtime && { runtime: config.Runtime }),
    ...(config.Handler && { handler: config.Handler }),
    timeoutSeconds: config.Timeout ?? 3,
    memoryMb: config.MemorySize ?? 128,
    codeSha256: config.CodeSha256 ?? '',
    ...(role && { role }),
    layers: (config.Layers ?? []).flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn])),
    environment: {
      names: Object.keys(config.Environment?.Variables ?? {}).sort(),
      readable: config.Environment?.Error === undefined,
    },
  };
}

/** The group is not always `/aws/lambda/<name>`. */
export function logGroupOf(config: FunctionConfiguration): string {
  return config.LoggingConfig?.LogGroup ?? `/aws/lambda/${config.FunctionName ?? ''}`;
}
