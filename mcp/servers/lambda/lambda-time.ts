import { parseAwsTime } from '../../../core/time.ts';
import { ToolError } from '../../server-kit/tool-error.ts';

/** Lambda writes `2026-03-10T03:08:19.000+0000`. */
export function lambdaTime(text: string | undefined): string {
  const time = text === undefined ? undefined : parseAwsTime(text);
  if (time !== undefined) return time;
  throw new ToolError({
    code: 'AwsError',
    message: 'Lambda answered without a readable LastModified.',
    hint: 'Look at the function in the console.',
    retryable: false,
  });
}
