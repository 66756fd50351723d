/** Decimals that show a value: one, or for values below 1 enough for two figures. */
export function digitsFor(value: number): number {
  const size = Math.abs(value);
  return size === 0 || size >= 1 ? 1 : Math.min(8, 1 - Math.floor(Math.log10(size)));
}
