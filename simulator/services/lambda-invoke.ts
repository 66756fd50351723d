import * as z from 'zod';
import { AwsFault, HttpAnswer, type Operation, type Route, parse } from '../answer.ts';
import { type FunctionHistory, type Settings, type Version, at } from '../engine/function-history.ts';
import type { Invocation, Outcome } from '../engine/functions.ts';
import { logOf } from '../engine/log-lines.ts';
import type { World } from '../world/world.ts';
import { askedVersion } from './asked-function.ts';

export const INVOKE_ROUTE: Route = {
  method: 'POST',
  path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/invocations$/,
  operation: 'Invoke',
  headers: { 'x-amz-invocation-type': 'InvocationType', 'x-amz-log-type': 'LogType' },
  payload: 'Payload',
};

const Input = z.looseObject({
  InvocationType: z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse'),
  LogType: z.enum(['None', 'Tail']).default('None'),
  Payload: z.string().default(''),
});

/** What AWS answers with if it does not wait for the function, or does not call it. */
const WITHOUT_RESULT = { Event: 202, DryRun: 204 } as const;

/** The tail of the log that an answer has. */
const TAIL_BYTES = 4_096;

/**
 * The function does what its newest invocation did that has ended, of the version that is asked for; without one it
 * succeeds, with nothing. It leaves no trace: what happened is decided beforehand, and asking must not change it.
 */
export const invoke: Operation = ({ world }, { input, now, requestId }) => {
  const { history, version } = askedVersion(world, input, now);
  const { InvocationType, LogType, Payload } = parse(Input, input, 'InvalidParameterValueException');
  if (!isJson(Payload)) {
    throw new AwsFault('InvalidRequestContentException', 'Could not parse request body into json.');
  }
  if (InvocationType !== 'RequestResponse') return new HttpAnswer(WITHOUT_RESULT[InvocationType], {}, '');
  const limit = at(history.reserved, now)?.value;
  if (limit !== undefined && runningAt(world, history, now) >= limit) {
    throw new AwsFault('TooManyRequestsException', 'Rate Exceeded.', 429);
  }
  const executed = version === undefined ? '$LATEST' : String(version.version);
  const { initMs: _, ...invocation } = {
    ...(newestOf(world, history, version, now) ?? succeeding(history, version, now)),
    t: now,
    version: executed,
    requestId,
  };
  const failed = invocation.outcome.kind !== 'ok';
  const tail = Buffer.from(logOf(history, invocation)).subarray(-TAIL_BYTES).toString('base64');
  return new HttpAnswer(
    200,
    {
      'x-amz-executed-version': executed,
      ...(failed && { 'x-amz-function-error': 'Unhandled' }),
      ...(LogType === 'Tail' && { 'x-amz-log-result': tail }),
    },
    JSON.stringify(resultOf(invocation)),
  );
};

function isJson(text: string): boolean {
  if (text === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Traffic runs the same settings by the number of a version or as $LATEST: the settings tell what it was. */
function newestOf(
  { invocations }: World,
  history: FunctionHistory,
  version: Version | undefined,
  now: number,
): Invocation | undefined {
  const asked = settingsOf(history, version, now);
  return invocations.findLast(
    (one) =>
      one.function === history.name && endOf(one) <= now && at(history.live, one.t)?.settings === asked,
  );
}

function settingsOf(
  history: FunctionHistory,
  version: Version | undefined,
  now: number,
): Settings | undefined {
  return version === undefined ? at(history.latest, now)?.settings : version.settings;
}

function endOf({ t, durationMs, initMs = 0 }: Invocation): number {
  return t + initMs + durationMs;
}

function runningAt({ invocations }: World, { name }: FunctionHistory, now: number): number {
  return invocations.filter((one) => one.function === name && one.t <= now && now < endOf(one)).length;
}

function succeeding(history: FunctionHistory, version: Version | undefined, now: number): Invocation {
  const { name, definition } = history;
  const { timeoutSeconds, memoryMb } = settingsOf(history, version, now) ?? definition;
  return {
    function: name,
    t: now,
    durationMs: definition.durationMs,
    version: '',
    instance: '',
    instanceSince: now,
    requestId: '',
    outcome: { kind: 'ok' },
    timeoutSeconds,
    memoryMb,
    usedMb: definition.memoryUsedMb ?? memoryMb * 0.31,
  };
}

/** What the runtime for Node.js answers with, or Lambda where the runtime could not. */
function resultOf({
  outcome,
  requestId,
  timeoutSeconds,
}: Pick<Invocation, 'requestId' | 'timeoutSeconds'> & { outcome: Outcome }) {
  switch (outcome.kind) {
    case 'ok':
      return null;
    case 'error': {
      const { type, message, stack } = outcome;
      return { errorType: type, errorMessage: message, trace: [`${type}: ${message}`, ...stack] };
    }
    case 'timeout':
      return {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
      };
    case 'memory':
      return {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
      };
  }
}
