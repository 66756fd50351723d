import { bytesOf, fitting, LIST_BYTES } from './byte-budget.ts';
import { showing } from './times.ts';
import type { ToolContext } from './tool.ts';
import { toToolError } from './tool-error.ts';

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
  /** Of the tool that lists. */
  context?: Pick<ToolContext, 'progress' | 'volatile'>;
}

export interface Pages<T> {
  items: T[];
  /** Says that there is more, and why it was not read. */
  partial: string | undefined;
  /** Where to go on. */
  next: string | undefined;
}

/**
 * Reads a list page by page, `maxPages` at most, and as much as a result may hold. If the first page fails, so does the
 * list; if a later one does, what was read before is kept.
 */
export async function readPages<T>(
  { of, maxPages, first, context }: PageOptions,
  read: (token: string | undefined) => Promise<Page<T>>,
): Promise<Pages<T>> {
  const items: T[] = [];
  let bytes = 0;
  let token = first;
  for (let page = 0; page < maxPages; page++) {
    let more: Page<T>;
    try {
      more = await read(token);
    } catch (error) {
      if (page === 0) throw error;
      context?.volatile();
      const why = toToolError(error).body.message;
      return { items, partial: `Showing ${items.length} ${of}; reading on failed: ${why}`, next: token };
    }
    bytes += bytesOf(more.items);
    // Whoever goes on gets this page whole.
    if (bytes > LIST_BYTES && items.length > 0) break;
    if (bytes > LIST_BYTES) {
      const { items: shown } = fitting(more.items);
      const partial = `Showing ${shown.length} of the ${more.items.length} ${of} of this page, which is too large.`;
      return { items: shown, partial, next: more.next };
    }
    items.push(...more.items);
    context?.progress(`${items.length} ${of} read`);
    // A service that hands out the same token again would be read in circles.
    if (!more.next || more.next === token) return { items, partial: undefined, next: undefined };
    token = more.next;
  }
  return { items, partial: showing(items.length, undefined, of), next: token };
}
