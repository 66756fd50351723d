/** The code of a system error, such as `ENOENT`; undefined for what is none, whichever realm it is of. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
