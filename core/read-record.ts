import * as z from 'zod';
import type { Json } from './canonical.ts';
import { V } from './case.ts';
import { CasefileError } from './errors.ts';
import { oneLine } from './one-line.ts';
import { parseOr } from './parse.ts';
import type { CaseStore, Stored } from './ports.ts';

const HINT = 'Restore the record from a copy; `casefile verify` shows everything that does not hold.';

export const OUTDATED_HINT =
  'Use the version that recorded it; or investigate the alarm again: casefile replay <case> --fresh';

/** Reads a record if it is there. @throws CasefileError `CaseCorrupt` */
export async function readIfThere<T>(
  store: CaseStore,
  schema: z.ZodType<T>,
  path: string,
): Promise<T | undefined> {
  const stored = await store.get(path);
  return stored && parseRecord(schema, stored, path);
}

/** What to say of a record of another version of Casefile; undefined for one of this. */
export function otherForm(value: Json): string | undefined {
  const form = Versioned.safeParse(value).data?.v;
  return form === undefined || form === V
    ? undefined
    : `was recorded in form ${form}, and this version of Casefile reads form ${V}`;
}

const Versioned = z.looseObject({ v: z.number() });

/** @throws CasefileError `CaseCorrupt`, or `CaseOutdated` for a record of another version of Casefile */
export function parseRecord<T>(schema: z.ZodType<T>, stored: Stored, path: string): T {
  const form = otherForm(stored.value);
  if (form !== undefined)
    throw new CasefileError('CaseOutdated', `${path} ${form}.`, { hint: OUTDATED_HINT });
  return parseOr(schema, stored.value, { code: 'CaseCorrupt', what: `${path} can't be used`, hint: HINT });
}

/** Reads a record that must be there. @throws CasefileError `CaseCorrupt` */
export async function readRecord<T>(store: CaseStore, schema: z.ZodType<T>, path: string): Promise<T> {
  const record = await readIfThere(store, schema, path);
  if (record === undefined) throw new CasefileError('CaseCorrupt', `${path} is missing.`, { hint: HINT });
  return record;
}

export function corruptRecord(path: string, what: string): CasefileError {
  return new CasefileError('CaseCorrupt', oneLine(`${path} ${what}.`, 1_000), { hint: HINT });
}
