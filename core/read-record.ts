import type * as z from 'zod';
import { CasefileError } from './errors.ts';
import { oneLine } from './one-line.ts';
import { parseOr } from './parse.ts';
import type { CaseStore, Stored } from './ports.ts';

const HINT = 'Restore the record from a copy; `casefile verify` shows everything that does not hold.';

/** Reads a record if it is there. @throws CasefileError `CaseCorrupt` */
export async function readIfThere<T>(
  store: CaseStore,
  schema: z.ZodType<T>,
  path: string,
): Promise<T | undefined> {
  const stored = await store.get(path);
  return stored && parseRecord(schema, stored, path);
}

/** @throws CasefileError `CaseCorrupt` */
export function parseRecord<T>(schema: z.ZodType<T>, stored: Stored, path: string): T {
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
