/** What is wanted of each page, in one list. */
export async function all<Page>(pages: AsyncIterable<Page>, of: (page: Page) => string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const page of pages) found.push(...of(page));
  return found;
}
