import type { Names } from './names.ts';
import type { Place } from './place.ts';
import { say } from './say.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const MINUTE_MS = 60_000;
/** However it goes, a run ends after this, and its removal after that. */
const LIMITS = {
  account: { run: 165 * MINUTE_MS, removal: 45 * MINUTE_MS },
  // The emulator itself lives for three minutes.
  emulator: { run: 130_000, removal: 45_000 },
};

/** A terminal sends the signal to all of `npm run`, and npm passes its own on: that is one Ctrl-C. */
const ONE_CTRL_C_MS = 2_000;

export interface Interrupt {
  /** Aborted by Ctrl-C and by time. */
  run: AbortSignal;
  /** Aborted by time, and by a second Ctrl-C. */
  removal: AbortSignal;
  removing(): void;
  done(): void;
}

/** What finishes a removal that was not finished. */
export function removeLater({ cli, emulator }: Place, { stage }: Names): string {
  return emulator ? 'nothing, the emulator ends' : `npm run test:aws --${cli} --remove ${stage}`;
}

/** Ctrl-C ends the run and begins the removal; a second one ends the removal, and says what to do then. */
export function interruptible(place: Place, names: Names): Interrupt {
  const limits = place.emulator ? LIMITS.emulator : LIMITS.account;
  const [run, removal] = [new AbortController(), new AbortController()];
  const after = (controller: AbortController, ms: number, what: string) =>
    setTimeout(() => controller.abort(new Error(`${what} took longer than ${Math.round(ms / 1_000)} s`)), ms);
  const timers = [
    after(run, limits.run, 'the run'),
    after(removal, limits.run + limits.removal, 'the run and its removal'),
  ];
  let askedAt = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (!run.signal.aborted) {
      askedAt = performance.now();
      say(`\n${signal}: everything is removed now. Once more leaves it as it is.`);
      run.abort(new Error(`interrupted by ${signal}`));
    } else if (performance.now() > askedAt + ONE_CTRL_C_MS) {
      say(`\n${signal}: not everything is removed. Later: ${removeLater(place, names)}`);
      removal.abort(new Error(`interrupted by ${signal}`));
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    run: run.signal,
    removal: removal.signal,
    removing: () => run.abort(new Error('there is nothing but the removal')),
    done() {
      for (const timer of timers) clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
