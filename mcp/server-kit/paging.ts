import * as z from 'zod';
import { fitting } from './byte-budget.ts';
import { type Page, readPages } from './read-pages.ts';
import { showing } from './times.ts';
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
  const { items, partial, next } = await readPages(
    { of, maxPages, first: nextToken, progress: context.progress },
    read,
  );
  const { items: shown, all } = fitting(items);
  const left = all ? partial : showing(shown.length, items.length, of);
  return {
    items: shown,
    whole: left === undefined && nextToken === undefined,
    more: {
      ...(left !== undefined && { showing: left }),
      // Behind what did not fit there is no token to continue from.
      ...(all && next !== undefined && { nextToken: next }),
    },
  };
}
