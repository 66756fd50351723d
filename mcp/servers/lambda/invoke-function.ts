import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import { refuseOthers } from '../../server-kit/always-sent.ts';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import { type ToolContext, defineTool } from '../../server-kit/tool.ts';
import { ToolError } from '../../server-kit/tool-error.ts';
import { LAMBDA_SENDS } from './always-sent.ts';

/** Arguments of the MCP call are limited to less than Lambda's 6 MB anyway. */
const MAX_PAYLOAD_CHARS = 100_000;
const MAX_ANSWER_CHARS = 100_000;
const TIMEOUT_MS = 30_000;
/** AWS gives the last 4 KB of the log. */
const MAX_LOG_CHARS = 4_096;

const ARN = /^arn:aws[\w-]{0,20}:lambda:[a-z0-9-]{1,30}:\d{12}:function:[\w-]{1,64}(?::[\w$-]{1,128})?$/;

/**
 * Invokes a function, if its ARN is one of those that whoever started the server named; never retried, since a second
 * attempt could do twice what the first did.
 *
 * @param invokable ARNs as they may be asked for. IAM compares them whole too: the ARN of a function is not that of its
 * versions and aliases, and the policy that is printed has these ARNs and no others.
 */
export function invokeFunction(aws: AwsOptions, invokable: readonly string[]) {
  const client = refuseOthers(new LambdaClient({ ...aws, maxAttempts: 1 }), LAMBDA_SENDS);
  return defineTool({
    name: 'invoke_function',
    description:
      'WRITES: runs a function and waits for its answer. Off unless the server was started with its ARN on the allow-list (--allow-invoke). By default a dry run, which runs nothing and says whether it would be allowed.',
    annotations: {
      title: 'Invoke function',
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: true,
    },
    timeoutMs: TIMEOUT_MS,
    input: z.strictObject({
      arn: z.string().regex(ARN, 'expected the ARN of a function'),
      dryRun: z.boolean().default(true),
      payload: z.string().max(MAX_PAYLOAD_CHARS).default('{}').describe('JSON'),
    }),
    output: z.strictObject({
      ran: z.boolean(),
      version: z.string().exactOptional(),
      /** What the function failed with: `Handled` or `Unhandled`. */
      functionError: z.string().exactOptional(),
      answer: z.string().exactOptional(),
      log: z.string().exactOptional(),
    }),
    async run({ arn, dryRun, payload }, { signal, note }: ToolContext) {
      if (!invokable.includes(arn)) throw notAllowed(arn);
      if (!isJson(payload)) throw invalidPayload();
      const response = note(
        await client.send(
          new InvokeCommand({
            FunctionName: arn,
            InvocationType: dryRun ? 'DryRun' : 'RequestResponse',
            Payload: Buffer.from(payload),
            ...(!dryRun && { LogType: 'Tail' }),
          }),
          { abortSignal: signal },
        ),
      );
      if (dryRun) return { ran: false };
      const log = Buffer.from(response.LogResult ?? '', 'base64').toString('utf8');
      return {
        ran: true,
        ...(response.ExecutedVersion !== undefined && { version: response.ExecutedVersion }),
        ...(response.FunctionError !== undefined && { functionError: response.FunctionError }),
        answer: clipClean(Buffer.from(response.Payload ?? []).toString('utf8'), MAX_ANSWER_CHARS),
        ...(log !== '' && { log: clipClean(log, MAX_LOG_CHARS) }),
      };
    },
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function notAllowed(arn: string): ToolError {
  return new ToolError({
    code: 'NotAllowed',
    message: `This server may not invoke ${arn}.`,
    hint: `Start it with --allow-invoke ${arn}, and with a role that has lambda:InvokeFunction on it.`,
    retryable: false,
  });
}

function invalidPayload(): ToolError {
  return new ToolError({
    code: 'InvalidArguments',
    message: 'payload: is no JSON',
    hint: 'Give the event as JSON text.',
    retryable: false,
  });
}
