import type { Scenario } from '../language/scenario.ts';
import { random } from '../random.ts';
import { type LogEvent, type LogSource, ingestionLag } from '../world/logs.ts';
import type { FunctionHistory } from './function-history.ts';
import type { Invocation } from './functions.ts';
import { type Language, type Line, THROWN, languageOf } from './runtime-words.ts';

const MINUTE = 60_000;

/** What a function's invocations log, in Lambda's text or JSON format. */
export function functionSource(
  scenario: Scenario,
  history: FunctionHistory,
  invocations: readonly Invocation[],
): LogSource {
  const byMinute = Map.groupBy(invocations, ({ t }) => Math.floor(t / MINUTE));
  const longest = invocations.reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
  return {
    lastsMs: longest + MINUTE,
    linesOf: (minute) => (byMinute.get(minute) ?? []).flatMap((one) => linesOf(scenario, history, one)),
  };
}

function linesOf(scenario: Scenario, history: FunctionHistory, invocation: Invocation): LogEvent[] {
  const { t } = invocation;
  const stream = streamOf(scenario, history, invocation);
  const lag = ingestionLag(scenario, stream, t);
  const line = (time: number, message: string): LogEvent => ({
    t: Math.floor(time),
    ingestedAt: time + lag,
    stream,
    message,
  });
  return written(history, invocation).map(([time, message]) => line(time, message));
}

/** What one invocation logs, as text. */
export function logOf(history: FunctionHistory, invocation: Invocation): string {
  return written(history, invocation)
    .map(([, message]) => message)
    .join('');
}

function written({ definition }: FunctionHistory, invocation: Invocation): Line[] {
  const { t, durationMs, initMs = 0 } = invocation;
  const begin = t + initMs;
  const end = begin + durationMs;
  return definition.logFormat === 'JSON'
    ? jsonLines(invocation, begin, end)
    : textLines(invocation, begin, end, definition.language ?? languageOf(definition.runtime));
}

function textLines(
  { requestId, version, outcome, durationMs, initMs, memoryMb, usedMb, timeoutSeconds }: Invocation,
  begin: number,
  end: number,
  language: Language,
): Line[] {
  const stamp = (time: number, level: string, text: string): Line => [
    time,
    `${new Date(time).toISOString()}\t${requestId}\t${level}\t${text}\n`,
  ];
  const lines: Line[] = [[begin, `START RequestId: ${requestId} Version: ${version}\n`]];
  switch (outcome.kind) {
    case 'ok':
      lines.push(
        stamp(
          end - 1,
          'INFO',
          JSON.stringify({ level: 'INFO', message: 'handled', requestId, ms: Math.round(durationMs) }),
        ),
      );
      break;
    case 'error':
      lines.push(THROWN[language](outcome, requestId, end - 1));
      break;
    case 'timeout':
      lines.push([
        end,
        `${new Date(end).toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds\n`,
      ]);
      break;
    case 'memory':
      lines.push([
        end,
        `RequestId: ${requestId} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`,
      ]);
  }
  const init = initMs === undefined ? '' : `Init Duration: ${initMs.toFixed(2)} ms\t`;
  const status = {
    ok: '',
    error: '',
    timeout: 'Status: timeout\t',
    memory: 'Status: error\tError Type: Runtime.ExitError\t',
  }[outcome.kind];
  lines.push(
    [end, `END RequestId: ${requestId}\n`],
    [
      end,
      `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms\tMemory Size: ${memoryMb} MB\tMax Memory Used: ${Math.round(usedMb)} MB\t${init}${status}\n`,
    ],
  );
  return lines;
}

function jsonLines(
  { requestId, version, outcome, durationMs, initMs, memoryMb, usedMb, timeoutSeconds }: Invocation,
  begin: number,
  end: number,
): Line[] {
  const platform = (time: number, type: string, record: object): Line => [
    time,
    `${JSON.stringify({ time: new Date(time).toISOString(), type: `platform.${type}`, record: { requestId, ...record } })}\n`,
  ];
  const application = (level: string, more: object): Line => [
    end - 1,
    `${JSON.stringify({ timestamp: new Date(end - 1).toISOString(), level, requestId, ...more })}\n`,
  ];
  const lines: Line[] = [platform(begin, 'start', { version })];
  switch (outcome.kind) {
    case 'ok':
      lines.push(application('INFO', { message: 'handled', ms: Math.round(durationMs) }));
      break;
    case 'error': {
      const { type, message, stack } = outcome;
      const error = { errorType: type, errorMessage: message, stackTrace: [`${type}: ${message}`, ...stack] };
      // As `console.error(error)` is written: the error is the message.
      lines.push(application('ERROR', { message: error }));
      break;
    }
    case 'timeout':
      lines.push([
        end,
        `${new Date(end).toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds\n`,
      ]);
      break;
    case 'memory':
      lines.push([
        end,
        `RequestId: ${requestId} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`,
      ]);
  }
  const status = { ok: 'success', error: 'success', timeout: 'timeout', memory: 'error' }[outcome.kind];
  const metrics = {
    durationMs: Number(durationMs.toFixed(3)),
    billedDurationMs: Math.ceil(durationMs + (initMs ?? 0)),
    memorySizeMB: memoryMb,
    maxMemoryUsedMB: Math.round(usedMb),
    ...(initMs !== undefined && { initDurationMs: Number(initMs.toFixed(3)) }),
  };
  lines.push(platform(end, 'report', { metrics, status }));
  return lines;
}

/** A group that several functions may share has the function in its stream names; the default group has not. */
function streamOf(
  { seed }: Scenario,
  { name, logGroup }: FunctionHistory,
  { version, instance, instanceSince }: Invocation,
): string {
  const day = new Date(instanceSince).toISOString().slice(0, 10).replaceAll('-', '/');
  const shared = logGroup !== `/aws/lambda/${name}`;
  const id = random(seed, name, 'stream', instance).hex(32);
  return `${day}/${shared ? name : ''}[${version}]${id}`;
}
