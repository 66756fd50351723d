/** What is looked at, and how much of it within it is unusual. Figures are ours: an engineer's assistant stays far below. */
const WINDOW_MS = 60_000;
const MAX_CALLS = 120;
const MAX_SAME = 20;
const MAX_REFUSED = 10;
const LARGE_BYTES = 500_000;

interface Seen {
  at: number;
  key: string;
  refused: boolean;
}

/** What of a call is looked at. */
export interface Watched {
  key: string;
  errorType: string | null;
  bytes: number;
}

/**
 * Watches the calls of a server for what a person at work would not do: very many, the same one over and over, one
 * refusal after the other, very large results. Warns once a minute of each.
 *
 * @returns warnings for the log; nothing is held back
 */
export function callWatch(now: () => number): (call: Watched) => string[] {
  let recent: Seen[] = [];
  const warnedAt = new Map<string, number>();

  return ({ key, errorType, bytes }) => {
    const at = now();
    const refused = errorType === 'AccessDenied' || errorType === 'NotAllowed' || errorType === 'UnknownTool';
    recent = [...recent.filter((one) => one.at > at - WINDOW_MS), { at, key, refused }];
    const same = recent.filter((one) => one.key === key).length;
    const refusals = recent.filter((one) => one.refused).length;
    const found: [kind: string, warning: string][] = [];
    if (recent.length > MAX_CALLS) found.push(['many', `${recent.length} calls within a minute`]);
    if (same > MAX_SAME) found.push(['same', `the same call ${same} times within a minute`]);
    if (refusals > MAX_REFUSED) found.push(['refused', `${refusals} refused calls within a minute`]);
    if (bytes > LARGE_BYTES) found.push(['large', `a result of ${bytes} bytes`]);
    return found.flatMap(([kind, warning]) => {
      if (at - (warnedAt.get(kind) ?? -Infinity) < WINDOW_MS) return [];
      warnedAt.set(kind, at);
      return [warning];
    });
  };
}
