import { createHash, timingSafeEqual } from 'node:crypto';

/** Shorter tokens could be guessed. */
export const MIN_TOKEN_CHARS = 32;

/**
 * Gives the tokens that are valid now: one, or two while one replaces the other. `fresh`: somebody has one that is not
 * known, which may be new.
 * @throws CasefileError `TokenUnreadable`
 */
export type TokenSource = (asked?: { fresh: boolean }) => Promise<readonly string[]>;

/** A token as it can stand in a header. */
export const TOKEN = new RegExp(`^[\\w.~+/=-]{${MIN_TOKEN_CHARS},4096}$`);

/** Whether a request may be answered. @throws CasefileError `TokenUnreadable` */
export async function mayAsk(header: string | undefined, tokens: TokenSource): Promise<boolean> {
  return isAuthorized(header, await tokens()) || isAuthorized(header, await tokens({ fresh: true }));
}

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
