import * as z from 'zod';
import { CasefileError } from '../../core/errors.ts';

const SecretObject = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('is no JSON');
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.string()));

/**
 * What a secret with a token holds: plain text, or the one text of a JSON object, as the console of Secrets Manager makes it.
 * @throws CasefileError `TokenUnreadable`
 */
export function textOfSecret(secret: string): string {
  if (!secret.trimStart().startsWith('{')) return secret;
  const [only, ...others] = Object.values(SecretObject.safeParse(secret).data ?? {});
  if (only !== undefined && others.length === 0) return only;
  throw unreadable(
    'The secret is an object, and not of one text.',
    'Put the token into it as plain text, or as the only value of the object.',
  );
}

export function unreadable(message: string, hint: string, cause?: unknown): CasefileError {
  return new CasefileError('TokenUnreadable', message, { hint, cause });
}
