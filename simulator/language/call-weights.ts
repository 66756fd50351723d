import type * as z from 'zod';
import type { ScenarioFile } from './scenario.ts';

type Parsed = z.infer<typeof ScenarioFile>;

/** What an arrival at a function makes, its own calls included; bytes with what is logged. */
interface Weight {
  invocations: number;
  bytes: number;
  /** How many functions call each other on the way. */
  depth: number;
}

/** Functions that call each other in a row. */
export const MAX_CALL_DEPTH = 50;

/** With its samples and its usual lines: measured with the scenarios of this package, rounded up. */
const INVOCATION_BYTES = 3_500;

/** What an invocation makes, by function. Where calls go in a circle, or too deep, they are followed no further. */
export function weights({ functions, queues, timeline }: Parsed): (name: string) => Weight {
  const known = new Map<string, Weight>();
  const of = (name: string, above: number): Weight => {
    const definition = functions[name];
    const before = known.get(name);
    if (before !== undefined || definition === undefined)
      return before ?? { invocations: 0, bytes: 0, depth: 0 };
    const { errors, needs, uses, emf } = definition;
    const thrown = timeline.flatMap(({ deploy, configure, burst }) => {
      const mine = [deploy, configure].filter((one) => one?.function === name).map((one) => one?.throws);
      return burst?.function === name ? [...mine, burst] : mine;
    });
    const texts = [...errors, ...Object.values(needs), ...uses.map(({ error }) => error), ...thrown];
    const bytes =
      INVOCATION_BYTES +
      200 * (uses.length + emf.length) +
      Math.max(0, ...texts.map((one) => JSON.stringify(one ?? '').length));
    const own: Weight = { invocations: 1, bytes, depth: 1 };
    known.set(name, own);
    if (above > MAX_CALL_DEPTH) return { ...own, depth: above };
    const all = uses.reduce((so, { function: callee, queue }) => {
      const next = callee ?? (queue === undefined ? undefined : queues[queue]?.consumer);
      const below = next === undefined ? undefined : of(next, above + 1);
      if (below === undefined) return so;
      return {
        invocations: so.invocations + below.invocations,
        bytes: so.bytes + below.bytes,
        depth: Math.max(so.depth, (callee === undefined ? 0 : below.depth) + 1),
      };
    }, own);
    known.set(name, all);
    return all;
  };
  return (name) => of(name, 1);
}

/** Of the first function at which calls go on for too long, if there is one. */
export function tooDeep(scenario: Parsed): string | undefined {
  const weightOf = weights(scenario);
  return Object.keys(scenario.functions).find((name) => weightOf(name).depth > MAX_CALL_DEPTH);
}

/** How long an invocation may take, in seconds. */
export function longest({ functions }: Parsed, name: string): number {
  const { timeoutSeconds, durationMs, uses } = functions[name] ?? {
    timeoutSeconds: 0,
    durationMs: 0,
    uses: [],
  };
  const waits = uses.reduce(
    (ms, use) =>
      ms +
      (use.function === undefined ? use.timeoutMs : 1_000 * (functions[use.function]?.timeoutSeconds ?? 0)),
    0,
  );
  return Math.min(timeoutSeconds, (durationMs + waits) / 1_000);
}
