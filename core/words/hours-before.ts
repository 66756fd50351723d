import type { Range } from '../case.ts';
import { HOUR, since } from '../time.ts';

/** `the hour before`, `the 12 hours before` */
export function hoursBefore({ from, to }: Range): string {
  const hours = Math.round(since(from, to) / HOUR);
  return hours <= 1 ? 'the hour before' : `the ${hours} hours before`;
}
