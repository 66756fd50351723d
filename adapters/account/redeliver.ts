import { type Undelivered, readUndelivered, redeliveryName } from '../../core/alarm/undelivered-event.ts';
import type { Starter } from '../../core/ports.ts';
import type { QueuedMessage, UndeliveredQueue } from './undelivered-queue.ts';

/** What became of one message. */
export interface Redelivered {
  message: QueuedMessage;
  holds: Undelivered;
  outcome: 'started' | 'left' | 'would start';
  /** The name of its execution. */
  execution?: string;
  /** Why it was left. */
  why?: string;
}

/** Refusals of this one input; anything else would refuse the others too. */
const REFUSED = /^(?:InvalidExecutionInput|InvalidName|ValidationException)$/;
/** An earlier run was interrupted between starting it and deleting the message. */
const STARTED = 'ExecutionAlreadyExists';

/**
 * Starts an execution for each undelivered alarm event, and deletes a message only after that. Whatever is not deleted,
 * is given back at the end: also if it is interrupted, or AWS refuses.
 */
export async function redeliver(
  queue: UndeliveredQueue,
  workflow: Starter,
  {
    dryRun,
    interrupted,
    onMessage,
  }: { dryRun: boolean; interrupted: AbortSignal; onMessage: (one: Redelivered) => void },
): Promise<void> {
  const seen = new Set<string>();
  const held = new Map<string, QueuedMessage>();
  try {
    while (!interrupted.aborted) {
      const batch = await queue.receive();
      if (batch.length === 0) break;
      for (const message of batch) held.set(message.id, message);
      for (const message of batch) {
        if (interrupted.aborted) break;
        // One that was left comes again if there are very many.
        if (seen.has(message.id)) continue;
        seen.add(message.id);
        const one = await redeliverOne(message, workflow, dryRun);
        if (one.outcome === 'started') {
          await queue.delete(message);
          held.delete(message.id);
        }
        onMessage(one);
      }
    }
  } finally {
    // If that fails, they are there again by themselves, and what went wrong before is what matters.
    await queue.release([...held.values()]).catch(() => undefined);
  }
}

async function redeliverOne(
  message: QueuedMessage,
  workflow: Starter,
  dryRun: boolean,
): Promise<Redelivered> {
  const holds = readUndelivered(message.body);
  if (holds.kind === 'other') return { message, holds, outcome: 'left', why: holds.why };
  const execution = redeliveryName(holds.parts.eventId, message.queuedAt);
  if (dryRun) return { message, holds, outcome: 'would start', execution };
  try {
    await workflow.start(holds.event, execution);
  } catch (error) {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error));
    if (REFUSED.test(name)) {
      return { message, holds, outcome: 'left', why: `Step Functions refuses it: ${text}` };
    }
    if (name !== STARTED) throw error;
  }
  return { message, holds, outcome: 'started', execution };
}
