/** The time of one call: what is left of it, and how much of it was the server's. */
export interface CallTime {
  /** In all, in ms. */
  readonly allowed: number;
  /** Until the call is given up, in ms; negative when that is past. */
  left(): number;
  /** The request is sent now. */
  send(): void;
  /** Since the request was sent, in whole ms; 0 if it was not. What a call waited for here is not the server's time. */
  served(): number;
}

/** Begins now. @param allowed in ms */
export function callTime(allowed: number): CallTime {
  const started = performance.now();
  let sent: number | undefined;
  return {
    allowed,
    left: () => allowed - (performance.now() - started),
    send() {
      sent = performance.now();
    },
    served: () => (sent === undefined ? 0 : Math.round(performance.now() - sent)),
  };
}

/** Thrown when a time is up before what was waited for. */
export class TimeIsUp extends Error {}

/** Rejects with `TimeIsUp` when the time is up; what was begun goes on for others that wait for it. */
export async function within<T>(time: CallTime, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeIsUp(`no session within ${time.allowed} ms`)), time.left());
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
