import { setTimeout as sleep } from 'node:timers/promises';
import { CALLS, type Contender, KINDS, type Kind } from './mcp-contenders.ts';
import { type Session, type ToolList, startSession } from './mcp-session.ts';

/** What was measured of one server; each list has a number for each run, or for each call of all runs. */
export interface Measures {
  /** From spawning to the answer to tools/list, ms. */
  listed: number[];
  /** From spawning to the answer to the first call of a tool, ms. */
  answered: number[];
  /** Calls with arguments that were not given before, ms. */
  cold: Record<Kind, number[]>;
  /** The same calls again, ms. */
  warm: Record<Kind, number[]>;
  /** Until the last of `PARALLEL` calls over a slow upstream is answered, ms. */
  parallel: number[];
  /** Most resident memory over the calls of a run, MB. */
  megabytes: number[];
  list: ToolList | undefined;
}

export const PARALLEL = 8;
/** Between two rounds of calls: five log group lists a second is the quota that our server keeps to. */
const PAUSE_MS = 250;
/** So that what was sent before does not count for the quota of what is measured. */
const QUOTA_MS = 1_100;

const byKind = (): Record<Kind, number[]> => ({ alarms: [], metric: [], groups: [] });

export function noMeasures(): Measures {
  return {
    listed: [],
    answered: [],
    cold: byKind(),
    warm: byKind(),
    parallel: [],
    megabytes: [],
    list: undefined,
  };
}

interface Measured {
  contender: Contender;
  measures: Measures;
}

/** Starts every server once, then calls each in turn: cold, and the same again. */
export async function measureCalls(all: readonly Measured[], env: Record<string, string>): Promise<void> {
  const running: (Measured & { session: Session })[] = [];
  for (const one of all) {
    const session = await startSession(one.contender, env);
    running.push({ ...one, session });
    const first = await session.call('alarms', 0, 'aws');
    one.measures.listed.push(session.listedMs);
    one.measures.answered.push(session.listedMs + first);
    one.measures.list = session.list;
  }
  for (let n = 1; n < CALLS; n++) {
    await sleep(PAUSE_MS);
    for (const pass of ['cold', 'warm'] as const) {
      for (const kind of KINDS) {
        for (const { contender, session, measures } of running) {
          const from = pass === 'warm' && contender.caches ? 'cache' : 'aws';
          measures[pass][kind].push(await session.call(kind, n, from));
        }
      }
    }
  }
  for (const { session, measures } of running) {
    measures.megabytes.push(session.peakMegabytes());
    await session.close();
  }
}

/** One server at a time: a warm one is sent several calls at once. @param env of an upstream that is slow */
export async function measureParallel(
  { contender, measures }: Measured,
  env: Record<string, string>,
): Promise<void> {
  const session = await startSession(contender, env);
  await session.call('alarms', 0, 'aws');
  await sleep(QUOTA_MS);
  const started = performance.now();
  await Promise.all(Array.from({ length: PARALLEL }, async (_, i) => session.call('alarms', i + 1, 'aws')));
  measures.parallel.push(performance.now() - started);
  await session.close();
}
