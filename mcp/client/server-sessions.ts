import { type Pins, driftOf } from './pins.ts';
import { type Session, openSession } from './session.ts';
import { type Reach, transportsTo } from './transports.ts';

/** An answer larger than this is a gap. */
export const MAX_ANSWER_BYTES = 4_000_000;
/** Starting a child and shaking hands takes no longer than this. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** A server that says nothing for so long, after a call that took too long, is frozen. */
const FROZEN_AFTER_MS = 1_000;

export interface Greeted {
  session: Session;
  /** Tools that are not what was pinned, and why. */
  drifted: ReadonlyMap<string, string>;
}

/** One server's session: opened when first needed, kept, and opened anew after it broke or froze. */
export interface ServerSessions {
  /**
   * The session to send the next call in, its tools compared with their pins.
   * @param onStart called if the server is started for whoever asks, and not already for somebody before
   * @param isAwaited whether whoever asks waits still: nothing is begun for one that has given up
   * @throws Error if it can't be reached
   */
  ready(onStart: () => void, isAwaited: () => boolean): Promise<Greeted>;
  /** Sends no more calls in it: it is broken. */
  leave(session: Session): void;
  /** To be called when a call in it took too long: whoever asks next gets another session if the server is frozen. */
  judge(session: Session): void;
  /** Ends all sessions and children. */
  close(): Promise<void>;
}

export function serverSessions(
  reach: Reach,
  version: string,
  pins: Pins,
  onDrift: (tool: string, why: string) => void,
): ServerSessions {
  const transports = transportsTo(reach, MAX_ANSWER_BYTES);
  const pinned = Object.keys(pins).length > 0;
  let current: Promise<Greeted> | undefined;
  const left = new WeakSet<Session>();
  const judged = new WeakMap<Session, Promise<void>>();

  async function greet(): Promise<Greeted> {
    return compare(await openSession(await transports.open(), version, CONNECT_TIMEOUT_MS));
  }

  async function compare(session: Session): Promise<Greeted> {
    if (!pinned) return { session, drifted: new Map() };
    try {
      const drifted = driftOf(await session.listTools(CONNECT_TIMEOUT_MS), pins);
      for (const [tool, why] of drifted) onDrift(tool, why);
      return { session, drifted };
    } catch (error) {
      leave(session);
      throw error;
    }
  }

  function leave(session: Session): void {
    left.add(session);
    session.retire();
  }

  const isOfUse = ({ session }: Greeted) => !session.closed && !left.has(session);

  return {
    async ready(onStart, isAwaited) {
      for (;;) {
        const open = current;
        const there = await open?.catch(() => undefined);
        if (there !== undefined) await judged.get(there.session);
        // Several probes may have waited for the same: the first of them does what is to be done.
        if (current !== open) continue;
        if (!isAwaited()) throw new Error('nobody waits for it any more');
        if (there !== undefined && isOfUse(there)) {
          if (!pinned || !there.session.toolsChanged) return there;
          const compared = compare(there.session);
          current = compared;
          // Without an answer it is left, and a fresh one is asked.
          if ((await compared.catch(() => undefined)) === undefined) continue;
          return compared;
        }
        onStart();
        current = greet();
        return current;
      }
    },
    leave,
    /**
     * A serial server that is slow answers no ping until it has done what it was asked before, and looks as a frozen one
     * does. So neither is killed: if it says nothing for a while, new calls go to a fresh one, and the calls that it has
     * keep their own time. It is ended when the last of them is answered or given up.
     */
    judge(session) {
      if (left.has(session) || judged.has(session)) return;
      const judgement = session.speaks(FROZEN_AFTER_MS).then((speaks) => {
        judged.delete(session);
        if (!speaks) leave(session);
      });
      judged.set(session, judgement);
    },
    close: () => transports.closeAll(),
  };
}
