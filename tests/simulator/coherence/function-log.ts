/** What a function's log says of its invocations, read as a person would: from the lines alone. */
import * as z from 'zod';
import type { FunctionHistory } from '../../../simulator/engine/function-history.ts';
import type { LogEvent } from '../../../simulator/world/logs.ts';
import type { World } from '../../../simulator/world/world.ts';
import { MINUTE } from '../worlds.ts';

export interface Logged {
  requestId: string;
  /** Lambda's metrics are stamped with the beginning, before a cold start: START comes after it. */
  beganAt: number;
  endedAt: number;
  version: string;
  stream: string;
  durationMs: number;
  memoryMb: number;
  failed: boolean;
  timedOutAfter: number | undefined;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const START = new RegExp(`^START RequestId: (${UUID}) Version: (\\S+)\n$`);
const REPORT = new RegExp(
  `^REPORT RequestId: (${UUID})\tDuration: ([\\d.]+) ms\t.*Memory Size: (\\d+) MB\tMax Memory Used: (\\d+) MB\t(?:Init Duration: ([\\d.]+) ms\t)?`,
);
const FAILURES = [
  new RegExp(`^\\S+Z\t(${UUID})\tERROR\tInvoke Error \t`),
  new RegExp(`^\\S+Z (${UUID}) Task timed out after ([\\d.]+) seconds\n$`),
  new RegExp(`^RequestId: (${UUID}) Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n$`),
];

const JsonLine = z.looseObject({
  type: z.string().optional(),
  level: z.string().optional(),
  requestId: z.string().optional(),
  record: z
    .looseObject({
      requestId: z.string(),
      version: z.string().optional(),
      metrics: z
        .looseObject({
          durationMs: z.number(),
          memorySizeMB: z.number(),
          initDurationMs: z.number().optional(),
        })
        .optional(),
    })
    .optional(),
});

interface Parts {
  start?: LogEvent & { version: string };
  report?: LogEvent & { durationMs: number; memoryMb: number; initMs: number };
  failed?: boolean;
  timedOutAfter?: number;
}

const read = new WeakMap<FunctionHistory, Logged[]>();

/** Every invocation that the function's log group tells of from the world's start on. */
export function readLog(world: World, history: FunctionHistory): Logged[] {
  const log = read.get(history) ?? invocationsIn(world, history);
  read.set(history, log);
  return log;
}

function invocationsIn(world: World, { name, logGroup }: FunctionHistory): Logged[] {
  const own = new RegExp(
    logGroup === `/aws/lambda/${name}` ? '^[\\d/]+\\[' : `^[\\d/]+/${name.replaceAll('.', '\\.')}\\[`,
  );
  const lines = world.logGroups
    .get(logGroup)
    ?.lines(world.start - MINUTE, world.end + 30 * MINUTE)
    .filter(({ stream }) => own.test(stream));
  const all = new Map<string, Parts>();
  for (const line of lines ?? []) {
    const [id, parts] = line.message.startsWith('{') ? readJson(line) : readText(line);
    if (id !== undefined) all.set(id, { ...all.get(id), ...parts });
  }
  return [...all].map(([requestId, parts]) => put(requestId, parts));
}

function readText(line: LogEvent): [id: string | undefined, parts: Parts] {
  const [, started, version = ''] = START.exec(line.message) ?? [];
  if (started !== undefined) return [started, { start: { ...line, version } }];
  const [, reported, duration, memory, , init] = REPORT.exec(line.message) ?? [];
  if (reported !== undefined) {
    const report = { durationMs: Number(duration), memoryMb: Number(memory), initMs: Number(init ?? 0) };
    return [reported, { report: { ...line, ...report } }];
  }
  for (const pattern of FAILURES) {
    const [, failed, seconds] = pattern.exec(line.message) ?? [];
    if (failed === undefined) continue;
    return [failed, { failed: true, ...(seconds !== undefined && { timedOutAfter: Number(seconds) }) }];
  }
  return [undefined, {}];
}

function readJson(line: LogEvent): [id: string | undefined, parts: Parts] {
  const { type, level, requestId, record } = JsonLine.parse(JSON.parse(line.message));
  if (level === 'ERROR') return [requestId, { failed: true }];
  if (type === 'platform.start')
    return [record?.requestId, { start: { ...line, version: record?.version ?? '' } }];
  if (record?.metrics === undefined) return [undefined, {}];
  const { durationMs, memorySizeMB: memoryMb, initDurationMs: initMs = 0 } = record.metrics;
  return [record.requestId, { report: { ...line, durationMs, memoryMb, initMs } }];
}

function put(requestId: string, { start, report, failed = false, timedOutAfter }: Parts): Logged {
  if (start === undefined || report === undefined) throw new Error(`${requestId} has no START or no REPORT`);
  if (start.stream !== report.stream) throw new Error(`${requestId} is in two streams`);
  return {
    requestId,
    // Lines have whole milliseconds: this is exact but for a rounded init duration.
    beganAt: Math.ceil(start.t - report.initMs - 0.006),
    endedAt: report.t,
    version: start.version,
    stream: start.stream,
    durationMs: report.durationMs,
    memoryMb: report.memoryMb,
    failed,
    timedOutAfter,
  };
}
