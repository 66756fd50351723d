import { toToolError } from './tool-error.ts';
import { showing } from './times.ts';

/** One page of a list and the token of the next, if there is one. */
export interface Page<T> {
  items: readonly T[];
  next: string | undefined;
}

export interface PageOptions {
  /** What the list is of, for `partial` and `progress`. */
  of: string;
  maxPages: number;
  /** The token of the page to begin with. */
  first?: string | undefined;
  progress?: (message: string) => void;
}

/**
 * Reads a list page by page, `maxPages` at most. If the first page fails, so does the list; if a later one does,
 * what was read before is kept. `partial` says that there is more, and why it was not read; `next` is where to go on.
 */
export async function readPages<T>(
  { of, maxPages, first, progress }: PageOptions,
  read: (token: string | undefined) => Promise<Page<T>>,
): Promise<{ items: T[]; partial: string | undefined; next: string | undefined }> {
  const items: T[] = [];
  let token = first;
  for (let page = 0; page < maxPages; page++) {
    try {
      const { items: more, next } = await read(token);
      items.push(...more);
      progress?.(`${items.length} ${of} read`);
      // A service that hands out the same token again would be read in circles.
      if (!next || next === token) return { items, partial: undefined, next: undefined };
      token = next;
    } catch (error) {
      if (page === 0) throw error;
      const why = toToolError(error).body.message;
      return { items, partial: `Showing ${items.length} ${of}; reading on failed: ${why}`, next: token };
    }
  }
  return { items, partial: showing(items.length, undefined, of), next: token };
}
