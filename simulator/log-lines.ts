import type { Invocation } from './traffic.ts';
import { random } from './random.ts';
import type { Scenario } from './scenario.ts';

export interface LogEvent {
  t: number;
  /** When it can be found. */
  ingestedAt: number;
  stream: string;
  message: string;
}

/** What one invocation logs, in Lambda's text format, with each line's ingestion lag. */
export function logLinesOf(scenario: Scenario, invocation: Invocation): LogEvent[] {
  const { t, durationMs, requestId, version, error } = invocation;
  const definition = scenario.functions[invocation.function];
  if (definition === undefined) return [];
  const stream = streamOf(scenario, invocation);
  const end = t + durationMs;
  const lag = random(scenario.seed, stream, 'ingestion', Math.floor(t / 60_000)).between(
    ...scenario.lag.logs,
  );
  const line = (time: number, message: string): LogEvent => ({
    t: Math.floor(time),
    ingestedAt: time + lag * 1_000,
    stream,
    message,
  });
  const lines = [line(t, `START RequestId: ${requestId} Version: ${version}\n`)];
  if (error === undefined) {
    const body = { level: 'INFO', message: 'handled', requestId, ms: Math.round(durationMs) };
    lines.push(
      line(end - 1, `${new Date(end - 1).toISOString()}\t${requestId}\tINFO\t${JSON.stringify(body)}\n`),
    );
  } else {
    const { type, message, stack } = error;
    const body = { errorType: type, errorMessage: message, stack: [`${type}: ${message}`, ...stack] };
    lines.push(
      line(
        end - 1,
        `${new Date(end - 1).toISOString()}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(body)}\n`,
      ),
    );
  }
  const ms = durationMs.toFixed(2);
  lines.push(
    line(end, `END RequestId: ${requestId}\n`),
    line(
      end,
      `REPORT RequestId: ${requestId}\tDuration: ${ms} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${definition.memoryMb} MB\tMax Memory Used: ${Math.round(definition.memoryMb * 0.31)} MB\t\n`,
    ),
  );
  return lines;
}

/** A group that several functions may share has the function in its stream names; the default group has not. */
function streamOf(scenario: Scenario, { function: name, version, instance, t }: Invocation): string {
  const day = new Date(t).toISOString().slice(0, 10).replaceAll('-', '/');
  const shared = scenario.functions[name]?.logGroup !== `/aws/lambda/${name}`;
  const id = random(scenario.seed, name, 'stream', version, instance, day).hex(32);
  return `${day}/${shared ? name : ''}[${version}]${id}`;
}
