import { toToolError } from './tool-error.ts';
import { showing } from './times.ts';

/** One page of a list and the token of the next, if there is one. */
export interface Page<T> {
  items: readonly T[];
  next: string | undefined;
}

/**
 * Reads a list page by page, `maxPages` at most. If the first page fails, so does the list; if a later one does,
 * what was read before is kept. `partial` says that there is more, and why it was not read.
 *
 * @param of what the list is of, for `partial`
 */
export async function readPages<T>(
  { of, maxPages }: { of: string; maxPages: number },
  read: (token: string | undefined) => Promise<Page<T>>,
): Promise<{ items: T[]; partial: string | undefined }> {
  const items: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    try {
      const { items: more, next } = await read(token);
      items.push(...more);
      // A service that hands out the same token again would be read in circles.
      if (!next || next === token) return { items, partial: undefined };
      token = next;
    } catch (error) {
      if (page === 0) throw error;
      const why = toToolError(error).body.message;
      return { items, partial: `Showing ${items.length} ${of}; reading on failed: ${why}` };
    }
  }
  return { items, partial: showing(items.length, undefined, of) };
}
