import type { Json } from '../canonical.ts';

/** How a kind of finding is said. */
export interface Wording<D extends Record<string, Json>> {
  say: (data: D) => string;
  /** Its place among those that tell what is going on, where no model words it; absent: it is told only where it is cited. */
  told?: number;
}

export function wording<D extends Record<string, Json>>(say: Wording<D>['say'], told?: number): Wording<D> {
  return { say, ...(told !== undefined && { told }) };
}
