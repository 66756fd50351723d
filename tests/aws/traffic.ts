import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { order } from './application-code.ts';
import type { Clients } from './clients.ts';
import type { Names } from './names.ts';
import { messageOf } from './say.ts';

/** Twelve orders a minute: two alarms' thresholds over, and a fifth of what the table takes. */
const EVERY_MS = 5_000;
/** However the run goes, no more than this: three hours of it. */
export const MAX_ROUNDS = 2_160;

export interface Sent {
  rounds: number;
  failed: { checkout: number; ledger: number };
  /** Calls that AWS did not take at all, and why the last one was not. */
  refused: number;
  why?: string;
}

export interface Traffic {
  sent: Sent;
  stop(): Promise<void>;
}

/** Places orders until it is stopped, or has placed its most. */
export function startTraffic(clients: Clients, names: Names, queueUrl: string, afterMs: number): Traffic {
  const sent: Sent = { rounds: 0, failed: { checkout: 0, ledger: 0 }, refused: 0 };
  const stopped = new AbortController();
  const invoke = async (kind: 'checkout' | 'ledger', alias?: string) => {
    const { FunctionError } = await clients.lambda.send(
      new InvokeCommand({
        FunctionName: names[kind],
        Payload: JSON.stringify(order(sent.rounds)),
        ...(alias !== undefined && { Qualifier: alias }),
      }),
    );
    if (FunctionError !== undefined) sent.failed[kind]++;
  };
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopped.signal }).catch(() => undefined);
  const running = (async () => {
    await pause(afterMs);
    while (!stopped.signal.aborted && sent.rounds < MAX_ROUNDS) {
      sent.rounds++;
      const results = await Promise.allSettled([
        invoke('checkout', 'live'),
        invoke('ledger'),
        clients.sqs.send(
          new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify({ order: sent.rounds }) }),
        ),
      ]);
      for (const result of results) {
        if (result.status === 'fulfilled') continue;
        sent.refused++;
        sent.why = messageOf(result.reason);
      }
      await pause(EVERY_MS);
    }
  })();
  return {
    sent,
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
}
