import { ToolError } from '../../server-kit/tool-error.ts';

/** CloudFormation answers `ValidationError: Stack for <id> does not exist`, for stacks and for resources without one. */
export function isNoStack(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
}

/** That there is no such stack, said better than CloudFormation does; any other error as it is. */
export function stackError(stack: string, error: unknown): unknown {
  if (!isNoStack(error)) return error;
  return new ToolError(
    {
      code: 'NotFound',
      message: `There is no stack ${stack} in this region.`,
      hint: 'Of a deleted stack, pass the ARN.',
      retryable: false,
    },
    error,
  );
}
