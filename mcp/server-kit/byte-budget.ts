/** What a list in a result may take, so that the whole stays below the server's limit. */
export const LIST_BYTES = 800_000;

/** Bytes of a list as JSON. */
export function bytesOf(items: readonly unknown[]): number {
  return items.reduce<number>((bytes, item) => bytes + Buffer.byteLength(JSON.stringify(item)) + 1, 0);
}

/** The items that fit, from the first on, and whether that is all. */
export function fitting<T>(items: readonly T[]): { items: T[]; all: boolean } {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += bytesOf([item])) > LIST_BYTES);
  return end === -1 ? { items: [...items], all: true } : { items: items.slice(0, end), all: false };
}
