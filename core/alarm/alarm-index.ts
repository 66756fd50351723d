import * as z from 'zod';
import { CaseId, Time, V } from '../case.ts';
import { CasefileError } from '../errors.ts';
import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';
import { parseRecord, readIfThere } from '../read-record.ts';

/** index/keys/<alarmKey>.json: which execution owns this state change, and the case it went to. */
export const KeyEntry = z.strictObject({ v: z.literal(V), caseId: CaseId, owner: z.string() });
export type KeyEntry = z.infer<typeof KeyEntry>;

/** index/alarms/<sha256(ARN)>.json */
export const AlarmEntry = z.strictObject({
  v: z.literal(V),
  /** The case that a coming OK event belongs to. `contributors` are those still in ALARM. */
  open: z.strictObject({ caseId: CaseId, alarmAt: Time, contributors: z.array(z.string()) }).nullable(),
  /** When the alarm (key `""`) or a contributor was last OK, epoch ms. */
  lastOkAt: z.record(z.string(), z.number()),
});
export type AlarmEntry = z.infer<typeof AlarmEntry>;

/** Of many contributors at once, each attempt lets one through. */
const MAX_ATTEMPTS = 300;

export async function readKey(store: CaseStore, key: string): Promise<KeyEntry | undefined> {
  return readIfThere(store, KeyEntry, paths.key(key));
}

/**
 * Replaces the alarm's entry by what `change` makes of it, again if somebody else was faster.
 * `change` returns undefined to leave it as it is. Returns the entry that is stored afterwards.
 * @throws CasefileError `StoreConflict`
 */
export async function updateAlarmEntry(
  store: CaseStore,
  arn: string,
  change: (entry: AlarmEntry) => AlarmEntry | undefined,
): Promise<AlarmEntry> {
  const path = paths.alarm(arn);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const stored = await store.get(path);
    const entry = stored ? parseRecord(AlarmEntry, stored, path) : { v: V, open: null, lastOkAt: {} };
    const next = change(entry);
    if (next === undefined) return entry;
    if (await store.replaceIf(path, next, stored?.etag)) return next;
  }
  throw new CasefileError(
    'StoreConflict',
    `${path} changed ${MAX_ATTEMPTS} times while it was being replaced.`,
    {
      hint: 'Start the execution again.',
    },
  );
}
