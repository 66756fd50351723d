import { Logger } from '@aws-lambda-powertools/logger';
import lambda from '@middy/core';
import type { Json } from '../../core/canonical.ts';
import { clip } from '../../core/clip.ts';
import { CasefileError } from '../../core/errors.ts';
import { cleanText } from '../../core/clean/clean-texts.ts';

export const logger = new Logger({ serviceName: 'casefile' });

/**
 * A function as Lambda calls it: logs who was called and what failed, redacted. An error is thrown on, with its name,
 * which the state machine's Retry and Catch match on.
 */
export function deployed(run: (payload: unknown) => Promise<Json>) {
  return lambda<unknown, Json>()
    .use({
      before: ({ context }) => {
        logger.addContext(context);
      },
      onError: ({ error }: { error: Error | null }) => {
        const name = error?.name ?? 'Error';
        // Lambda writes the error into the log itself, and Step Functions keeps it as the cause.
        if (error !== null) defuse(error);
        const hint = error instanceof CasefileError ? error.hint : undefined;
        logger.error(clip(cleanText(error?.message ?? ''), 1_000), {
          error_type: name,
          ...(hint && { hint }),
        });
      },
    })
    .handler(run);
}

function defuse(error: Error): void {
  error.message = clip(cleanText(error.message), 1_000);
  error.stack = cleanText(error.stack ?? '');
}
