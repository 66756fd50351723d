import { setTimeout as sleep } from 'node:timers/promises';
import type { OnCall } from './on-call.ts';
import { say, sayAt, sayNotRehearsed } from './say.ts';
import type { Traffic } from './traffic.ts';
import type { TryOut } from './try-out.ts';
import { poll } from './wait.ts';

/** Healthy traffic, so that there is something usual. */
export async function warmUp(it: TryOut, startedAt: number, { sent }: Traffic): Promise<void> {
  const { place, warmUpMinutes, checks, signal } = it;
  const say5 = () => sayAt(`${sent.rounds} orders were placed, ${sent.refused} calls were refused`);
  if (place.emulator) {
    sayNotRehearsed('warming up: there are no metrics to warm up for');
    await sleep(2_000, undefined, { signal });
  } else {
    for (const end = startedAt + warmUpMinutes * 60_000; Date.now() < end; say5()) {
      await sleep(Math.min(5 * 60_000, end - Date.now()), undefined, { signal });
    }
  }
  const { failed, rounds, refused, why } = sent;
  const got = `${rounds} orders, ${failed.checkout + failed.ledger} failed, ${refused} refused${why === undefined ? '' : ` (${why})`}`;
  checks.add('traffic', 'is well before the faults', failed.checkout + failed.ledger + refused === 0, got, {
    onlyAws: true,
  });
  if (failed.ledger > 0 && place.emulator)
    sayNotRehearsed("the ledger's writes: ministack's functions have no SDK");
}

/** That the faults do what they are meant to. */
export async function checkFailing({ place, checks, signal }: TryOut, { sent }: Traffic): Promise<void> {
  await poll({ forMs: place.emulator ? 8_000 : 0, everyMs: 500, signal }, () =>
    Promise.resolve(sent.failed.checkout > 0 || undefined),
  );
  const { checkout, ledger } = sent.failed;
  checks.add('traffic', 'checkout fails', checkout > 0, `${checkout} of ${sent.rounds} orders`);
  checks.add('traffic', 'the ledger fails', ledger > 0, `${ledger} of ${sent.rounds} orders`, {
    onlyAws: true,
  });
  if (ledger === 0 && place.emulator) sayNotRehearsed('permissions: ministack does not enforce them');
}

/** Messages that no fault explains. */
export function checkTheRest({ checks, names }: TryOut, { told }: OnCall, alarms: string[]): void {
  const failures = told.filter(({ kind }) => kind === 'failure');
  checks.add(
    'investigations',
    'none failed',
    failures.length === 0,
    failures.map(({ headline }) => headline).join('; ') || 'none',
  );
  const strange = told.filter(({ kind, alarm }) => kind === 'report' && !alarms.includes(alarm?.name ?? ''));
  const others = [...new Set(strange.map(({ alarm }) => alarm?.name ?? 'unknown'))];
  checks.add(names.application, 'has no other alarm', others.length === 0, others.join(', ') || 'none');
  say();
}
