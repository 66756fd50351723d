const BARS = '▁▂▃▄▅▆▇█';

/** Values spread over a number of columns, oldest first; of several in one column the most unusual. Null: no datapoint. */
export function columnsOf(values: readonly (number | null)[], columns: number): (number | null)[] {
  const usual = median(values.filter((value) => value !== null));
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns));
    const here = values.slice(from, to).filter((value) => value !== null);
    return here.toSorted((a, b) => Math.abs(b - usual) - Math.abs(a - usual))[0] ?? null;
  });
}

/** Bars from zero, or from the lowest value if that is below; a blank where there is no datapoint. */
export function sparkline(values: readonly (number | null)[], columns: number): string {
  const present = values.filter((value) => value !== null);
  const low = Math.min(0, ...present);
  const range = Math.max(0, ...present) - low;
  return columnsOf(values, columns)
    .map((value) => {
      if (value === null) return ' ';
      const level = range === 0 ? 0 : Math.round(((value - low) / range) * (BARS.length - 1));
      return BARS[level] ?? ' ';
    })
    .join('');
}

/** The middle value; 0 of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
