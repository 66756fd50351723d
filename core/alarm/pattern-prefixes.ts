import * as z from 'zod';
import type { Json } from '../canonical.ts';

const Scoped = z.looseObject({
  detail: z.looseObject({ alarmName: z.array(z.looseObject({ prefix: z.string() })) }),
});

/** The beginnings of names that a rule is limited to (core/alarm/scoped-pattern.ts); none if it takes any. */
export function patternPrefixes(pattern: Json): string[] {
  const scoped = Scoped.safeParse(pattern);
  return scoped.success ? scoped.data.detail.alarmName.map(({ prefix }) => prefix) : [];
}
