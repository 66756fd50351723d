import * as z from 'zod';
import { type Page, readPages } from './read-pages.ts';
import type { ToolContext } from './tool.ts';

/** Of the arguments of a tool that lists. */
export const NextToken = { nextToken: z.string().min(1).max(4_096).optional() };

/** Of its output: `showing` says that there is more, and `nextToken`, if there is one, continues behind it. */
export const More = { showing: z.string().exactOptional(), nextToken: z.string().exactOptional() };

export interface Listed<T> {
  items: T[];
  more: { showing?: string; nextToken?: string };
  /** Whether everything is in it that there was from the first page on. */
  whole: boolean;
}

/**
 * A list as a tool returns it: page by page from `nextToken` on, as much as a result may hold.
 * @param of what it is a list of, for `showing`
 */
export async function listed<T>(
  { of, maxPages, nextToken }: { of: string; maxPages: number; nextToken?: string | undefined },
  context: ToolContext,
  read: (token: string | undefined) => Promise<Page<T>>,
): Promise<Listed<T>> {
  const { items, partial, next } = await readPages({ of, maxPages, first: nextToken, context }, read);
  return {
    items,
    whole: partial === undefined && nextToken === undefined,
    more: {
      ...(partial !== undefined && { showing: partial }),
      ...(next !== undefined && { nextToken: next }),
    },
  };
}
