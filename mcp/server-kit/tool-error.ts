import * as z from 'zod';
import { clip } from '../../core/clip.ts';
import { describeIssue } from '../../core/parse.ts';

/** What a client gets instead of a result: never a stack trace. */
export const ToolErrorBody = z.strictObject({
  code: z.enum([
    'InvalidArguments',
    'UnknownTool',
    'AccessDenied',
    'Throttled',
    'NotFound',
    'Timeout',
    'Unreachable',
    'ResultTooLarge',
    'BudgetExceeded',
    'NotAllowed',
    'AwsError',
    'MalformedAnswer',
    'InternalError',
  ]),
  message: z.string(),
  hint: z.string(),
  retryable: z.boolean(),
  awsRequestId: z.string().exactOptional(),
});
export type ToolErrorBody = z.infer<typeof ToolErrorBody>;

export class ToolError extends Error {
  readonly body: ToolErrorBody;

  constructor(body: ToolErrorBody, cause?: unknown) {
    super(body.message, { cause });
    this.name = body.code;
    this.body = body;
  }
}

/** Shape that errors of the AWS SDK and of Node share as far as it matters here. */
const Thrown = z.looseObject({
  name: z.string().default('Error'),
  message: z.string().default(''),
  code: z.string().optional(),
  $metadata: z
    .looseObject({ requestId: z.string().optional(), httpStatusCode: z.number().optional() })
    .optional(),
});

type Code = ToolErrorBody['code'];

/** By the error's name or code; AWS services spell the same thing differently. */
const KINDS: ReadonlyArray<{ pattern: RegExp; code: Code; hint: string; retryable: boolean }> = [
  {
    pattern: /AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden/i,
    code: 'AccessDenied',
    hint: 'Grant the action that the message names to the role that this server runs with.',
    retryable: false,
  },
  {
    pattern: /Credentials|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch/i,
    code: 'AccessDenied',
    hint: 'Refresh the credentials that this server runs with.',
    retryable: false,
  },
  {
    pattern: /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown|RateExceeded/i,
    code: 'Throttled',
    hint: 'Ask again in a few seconds, or ask for less.',
    retryable: true,
  },
  {
    pattern: /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EPIPE|ETIMEDOUT/,
    code: 'Unreachable',
    hint: 'Check the network, the region and AWS_ENDPOINT_URL.',
    retryable: true,
  },
  {
    pattern: /NotFound|NoSuch/i,
    code: 'NotFound',
    hint: 'Check the name and the region.',
    retryable: false,
  },
  {
    pattern: /Timeout|Abort/i,
    code: 'Timeout',
    hint: 'Ask for a shorter range, or ask again.',
    retryable: true,
  },
];

/** @param takes names of the arguments that there are */
export function invalidArguments(error: z.ZodError, takes: readonly string[]): ToolError {
  return new ToolError(
    {
      code: 'InvalidArguments',
      message: describeIssue(error),
      hint:
        takes.length === 0 ? 'It takes no arguments.' : `It takes ${takes.join(', ')}: see the input schema.`,
      retryable: false,
    },
    error,
  );
}

/** Whatever was thrown, as a structured error. */
export function toToolError(thrown: unknown): ToolError {
  if (thrown instanceof ToolError) return thrown;
  if (thrown instanceof z.ZodError) {
    return new ToolError(
      {
        code: 'MalformedAnswer',
        message: `What AWS answered is not understood: ${describeIssue(thrown)}`,
        hint: 'The same call will fail again; ask for less or for something beside it.',
        retryable: false,
      },
      thrown,
    );
  }
  const error = Thrown.safeParse(thrown).data ?? { name: 'Error', message: 'unknown', code: undefined };
  const metadata = 'name' in error && '$metadata' in error ? error.$metadata : undefined;
  const awsRequestId = metadata?.requestId;
  const theirs = (metadata?.httpStatusCode ?? 0) >= 500;
  const kind = KINDS.find(({ pattern }) => pattern.test(error.name) || pattern.test(error.code ?? ''));
  return new ToolError(
    {
      code: kind?.code ?? (metadata === undefined ? 'InternalError' : 'AwsError'),
      message:
        kind?.code === 'Timeout'
          ? 'AWS did not answer in time.'
          : clip(`${error.name}: ${error.message}`, 500),
      hint: kind?.hint ?? otherwiseHint(error.message, theirs),
      retryable: kind?.retryable ?? theirs,
      ...(awsRequestId !== undefined && { awsRequestId }),
    },
    thrown,
  );
}

function otherwiseHint(message: string, theirs: boolean): string {
  if (message === 'Region is missing') return 'Set AWS_REGION for this server, or a region in its profile.';
  return theirs ? 'AWS had a fault: ask again.' : 'The same call will fail again.';
}
