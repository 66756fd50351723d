/** What a list in a result may take, so that the whole stays below the server's limit. */
const LIST_BYTES = 800_000;

/** The items that fit, from the first on, and whether that is all. */
export function fitting<T>(items: readonly T[]): { items: T[]; all: boolean } {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += Buffer.byteLength(JSON.stringify(item)) + 1) > LIST_BYTES);
  return end === -1 ? { items: [...items], all: true } : { items: items.slice(0, end), all: false };
}
