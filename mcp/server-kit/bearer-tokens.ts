import { createHash, timingSafeEqual } from 'node:crypto';

/** Shorter tokens could be guessed. */
export const MIN_TOKEN_CHARS = 32;

/**
 * Gives the tokens that are valid now: one, or two while one replaces the other.
 * @throws CasefileError `TokenUnreadable`
 */
export type TokenSource = () => Promise<readonly string[]>;

/** Whether an Authorization header carries one of the tokens. Takes the same time for every wrong one. */
export function isAuthorized(header: string | undefined, tokens: readonly string[]): boolean {
  const given = /^Bearer ([\w.~+/=-]{1,4096})$/i.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  // Digests have equal lengths; each is compared, whether or not one before it fits.
  return tokens.map((token) => timingSafeEqual(digest(given), digest(token))).includes(true);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
