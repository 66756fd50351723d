import * as z from 'zod';
import { Delivery, V } from '../case.ts';
import { CasefileError } from '../errors.ts';
import { paths } from '../keys.ts';
import type { CaseStore, Message, Publisher } from '../ports.ts';
import { readIfThere } from '../read-record.ts';
import { iso } from '../time.ts';

/** deliveries/<k>-<channel>.attempt.json, written before something is sent. */
export const Attempt = z.strictObject({ ...Delivery.omit({ reference: true }).shape, refused: z.boolean() });
type Attempt = z.infer<typeof Attempt>;

export interface DeliverContext {
  store: CaseStore;
  publishers: readonly Publisher[];
  /** Data time, epoch ms. */
  now: number;
}

/**
 * Sends something of a case to each channel that does not have it yet; one that fails does not keep it from the others.
 * What was sent is recorded, and that it is about to be sent before: if this ends in between, nobody knows whether it
 * arrived, so it is sent again and says so. What a channel refused has not arrived.
 * @param message made for each channel: `again`, and the case's first report on the channel
 * @returns why channels failed; those first that are worth a Retry
 */
export async function deliver(
  { caseId, k, channels }: { caseId: string; k: Delivery['k']; channels: readonly string[] },
  { store, publishers, now }: DeliverContext,
  message: (told: { again: boolean; inReplyTo?: Delivery }) => Message,
): Promise<unknown[]> {
  const at = iso(now);
  const chosen = publishers.filter(({ channel }) => channels.includes(channel));
  const settled = await Promise.allSettled(
    chosen.map(async ({ channel, publish }) => {
      const delivered = paths.delivery(caseId, k, channel);
      if ((await readIfThere(store, Delivery, delivered)) !== undefined) return;
      const path = paths.attempt(caseId, k, channel);
      const before = await readIfThere(store, Attempt, path);
      await write(store, path, { v: V, k, channel, at, refused: false });
      const first =
        k === 1 ? undefined : await readIfThere(store, Delivery, paths.delivery(caseId, 1, channel));
      const again = before !== undefined && !before.refused;
      try {
        const { reference } = await publish(message({ again, ...(first && { inReplyTo: first }) }));
        const delivery: Delivery = { v: V, k, channel, at, ...(reference !== undefined && { reference }) };
        await store.putIfAbsent(delivered, delivery);
      } catch (error) {
        // Of unknown outcome is only what says so; all else was not sent.
        const refused = error instanceof CasefileError && !isUncertain(error);
        // What may have arrived before may still have.
        if (refused && !again) await write(store, path, { v: V, k, channel, at, refused: true });
        throw error;
      }
    }),
  );
  const failures = settled.flatMap((result): unknown[] =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  return [...failures.filter(isUncertain), ...failures.filter((error) => !isUncertain(error))];
}

/** The channel may take it the next time. */
export function isUncertain(error: unknown): boolean {
  return error instanceof CasefileError && error.code === 'DeliveryFailed';
}

/** One execution at a time delivers a case's report, so nobody else writes this. */
async function write(store: CaseStore, path: string, attempt: Attempt): Promise<void> {
  await store.replaceIf(path, attempt, (await store.get(path))?.etag);
}
