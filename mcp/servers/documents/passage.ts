import * as z from 'zod';

/** A piece of a document that fits a query. */
export const Passage = z.strictObject({
  title: z.string(),
  /** Where it is from: a file and its heading, or a URI. */
  source: z.string(),
  text: z.string(),
});
export type Passage = z.infer<typeof Passage>;

/** Finds passages, the best first. */
export type Retrieve = (query: string, limit: number, signal: AbortSignal) => Promise<Passage[]>;
