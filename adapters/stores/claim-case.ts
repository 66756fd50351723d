import { hostname } from 'node:os';
import * as z from 'zod';
import { readKey } from '../../core/alarm/alarm-index.ts';
import { nextWait } from '../../core/ask/plan-round.ts';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import { type Alarm, CaseEvent, EvidenceRecord, Execution, Time, V } from '../../core/case.ts';
import { CasefileError } from '../../core/errors.ts';
import { loadRecording } from '../../core/evidence/recording.ts';
import { alarmKey, paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { readIfThere, readRecord } from '../../core/read-record.ts';
import { interruption } from '../../core/report/interruption.ts';
import { duration, iso, ms } from '../../core/time.ts';
import { processStart } from './process-start.ts';

/**
 * index/runs/<alarmKey>/<n>.json: a process that is, or was, at work on an alarm's case in this folder. Runs are only added:
 * the next one may begin when the process of the last is gone, and of several that try only one can add it. So nothing
 * has to be cleared away after a `kill -9`, and no time-out decides.
 */
const Run = z.strictObject({
  v: z.literal(V),
  host: z.string(),
  pid: z.number().int(),
  /** Of the process, as its system tells it. */
  started: z.string(),
  since: Time,
  /** The one that this run began, or goes on with. */
  execution: Execution,
  madeOf: z.string(),
});
type Run = z.infer<typeof Run>;

/** index/runs/<alarmKey>/<n>.ended.json: the run came to its end; without it, it was interrupted. */
const Ended = z.strictObject({ v: z.literal(V), at: Time });

type LastRun = Run & { n: number; endedAt: string | undefined };

export interface CaseWanted {
  store: CaseStore;
  alarm: Alarm;
  /** Of this run, if there is none to go on with. */
  execution: Execution;
  /** Tells what the case is made of beside the alarm. What is made of something else is not gone on with. */
  madeOf: string;
  /** In words for people. */
  madeOfWords: string;
  /** Waits for late evidence; else a case is finished with its first report. */
  settles: boolean;
  /** A case older than this is not gone on with: what is asked now would not fit what was asked then. */
  maxAgeMs?: number;
}

export type Claim =
  | { found: 'finished'; caseId: string; at: string | undefined; askAgainAt: string | undefined }
  | {
      /** `waiting`: it ended with its first report, and is now to wait for late evidence. */
      found: 'nothing' | 'interrupted' | 'waiting';
      caseId?: string;
      round?: number;
      execution: Execution;
      /** Tells that it came to its end. */
      ended: () => Promise<void>;
    };

/**
 * Makes this process the one that works on an alarm's case, or says that the case is finished. An OK event has no case of its
 * own, and is nobody's.
 * @throws CasefileError `CaseRunning`, `CaseInTheWay`, `CaseCorrupt`
 */
export async function claimCase(wanted: CaseWanted): Promise<Claim> {
  const { store, alarm } = wanted;
  const key = alarmKey(alarm.arn, alarm.contributor?.id ?? '', alarm.at);
  if (alarm.state !== 'ALARM') {
    return { found: 'nothing', execution: wanted.execution, ended: async () => undefined };
  }
  for (;;) {
    const last = await lastRun(store, key);
    if (last !== undefined) await refuseRunning(last);
    const there = await caseThere(wanted, key, last);
    if (there?.found === 'finished') return there;
    const execution = last?.execution ?? there?.execution ?? wanted.execution;
    const n = (last?.n ?? 0) + 1;
    const run: Run = {
      v: V,
      ...(await ownProcess()),
      since: iso(Date.now()),
      execution,
      madeOf: wanted.madeOf,
    };
    // Somebody else was faster: look again.
    if (!(await store.putIfAbsent(paths.run(key, n), run))) continue;
    return {
      found: 'nothing',
      ...there,
      execution,
      ended: async () => {
        await store.putIfAbsent(paths.runEnded(key, n), { v: V, at: iso(Date.now()) });
      },
    };
  }
}

/** @throws CasefileError `CaseRunning` if a process is at work on the case of this alarm */
export async function refuseRunningCase(store: CaseStore, key: string): Promise<void> {
  const last = await lastRun(store, key);
  if (last !== undefined) await refuseRunning(last);
}

async function lastRun(store: CaseStore, key: string): Promise<LastRun | undefined> {
  const numbers = (await store.list(paths.runs(key))).map((path) =>
    Number(/\/(\d+)\.json$/.exec(path)?.[1] ?? 0),
  );
  const n = Math.max(0, ...numbers);
  if (n === 0) return undefined;
  const endedAt = (await readIfThere(store, Ended, paths.runEnded(key, n)))?.at;
  return { ...(await readRecord(store, Run, paths.run(key, n))), n, endedAt };
}

async function refuseRunning({ host, pid, started, since, endedAt, execution }: LastRun): Promise<void> {
  if (endedAt !== undefined) return;
  if (host !== hostname()) {
    throw new CasefileError(
      'CaseRunning',
      `Process ${pid} of host ${host} began with this alarm at ${since}; from here nobody can tell whether it still runs.`,
      { hint: `If it is gone, go on with the case on ${host}, or begin anew with another --out.` },
    );
  }
  if ((await processStart(pid)) !== started) return;
  throw new CasefileError(
    'CaseRunning',
    `Process ${pid} has been at work on this alarm since ${since} (${execution.name}).`,
    { hint: 'Wait until it has ended and run this again, or begin anew with another --out.' },
  );
}

type There =
  | Extract<Claim, { found: 'finished' }>
  | { found: 'interrupted' | 'waiting'; caseId: string; round: number; execution: Execution };

/** The alarm's case in this folder, if anything of it was recorded. @throws CasefileError `CaseInTheWay` */
async function caseThere(
  wanted: CaseWanted,
  key: string,
  last: LastRun | undefined,
): Promise<There | undefined> {
  const { store, madeOf, maxAgeMs = Infinity } = wanted;
  const caseId = (await readKey(store, key))?.caseId;
  if (caseId === undefined) return undefined;
  const opened = await readIfThere(store, CaseEvent, paths.event(caseId));
  if (opened === undefined) {
    if (last !== undefined) return undefined;
    throw inTheWay(`Case ${caseId} was begun by another run, and nothing of it is here.`);
  }
  if (last !== undefined && last.madeOf !== madeOf) {
    throw inTheWay(`Case ${caseId} is here already, and was made of ${wanted.madeOfWords}.`);
  }
  const { execution, openedAt } = opened;
  const tooOld = Date.now() - ms(openedAt) > maxAgeMs;
  const { asks } = await loadRecording(store, caseId);
  const round = asks.length;
  const ended = (last === undefined || last.endedAt !== undefined) && (await isReported(store, caseId));
  if (ended) {
    const { gaps } = await readRecord(store, EvidenceRecord, paths.evidence(caseId));
    const askAgainAt = tooOld ? undefined : nextWait(openedAt, asks, gaps);
    if (!wanted.settles || askAgainAt === undefined) {
      return { found: 'finished', caseId, at: last?.endedAt, askAgainAt };
    }
  }
  if (tooOld) {
    throw inTheWay(
      `Case ${caseId} ended in round ${round}, and was opened more than ${duration(maxAgeMs)} ago: what would be asked now does not fit what was asked then.`,
      'Begin anew with another --out. `casefile replay` on the case tells what its recording says.',
    );
  }
  return { found: ended ? 'waiting' : 'interrupted', caseId, round, execution };
}

async function isReported(store: CaseStore, caseId: string): Promise<boolean> {
  if ((await interruption(store, caseId)) !== undefined) return false;
  const verdict = await latestVerdict(store, caseId);
  return verdict !== undefined && (await store.get(paths.report(caseId, verdict.k, 'json'))) !== undefined;
}

function inTheWay(
  message: string,
  hint = 'Begin anew with another --out. `casefile show` prints a report that is there.',
) {
  return new CasefileError('CaseInTheWay', message, { hint });
}

async function ownProcess(): Promise<Pick<Run, 'host' | 'pid' | 'started'>> {
  return { host: hostname(), pid: process.pid, started: (await processStart(process.pid)) ?? '' };
}
