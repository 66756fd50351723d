import * as z from 'zod';
import type { CallOutcome, Failure, GapReason } from '../../core/case.ts';
import { clip } from '../../core/clip.ts';
import { cleanText } from '../../core/clean/clean-texts.ts';
import { ToolErrorBody } from '../server-kit/tool-error.ts';

const REASONS: Record<ToolErrorBody['code'], GapReason> = {
  InvalidArguments: 'failed',
  UnknownTool: 'failed',
  AccessDenied: 'denied',
  Throttled: 'throttled',
  NotFound: 'not-found',
  Timeout: 'timeout',
  Unreachable: 'unavailable',
  ResultTooLarge: 'too-large',
  BudgetExceeded: 'too-large',
  NotAllowed: 'not-allowed',
  AwsError: 'failed',
  MalformedAnswer: 'malformed',
  InternalError: 'failed',
};

/** By words that AWS's SDKs put into the errors of servers that have no codes of their own. */
const WORDS: ReadonlyArray<[pattern: RegExp, reason: GapReason]> = [
  [/AccessDenied|not authorized to perform|UnauthorizedOperation/i, 'denied'],
  [/Throttl|Rate exceeded|TooManyRequests/i, 'throttled'],
  [/timed out|timeout/i, 'timeout'],
];

/** Why a tool failed. Our servers say it in JSON; of others only the text is known. */
export function failureFrom(tool: string, text: string): Failure {
  const body = ToolErrorBody.safeParse(parseJson(text));
  if (!body.success) {
    const reason = WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'failed';
    return { reason, detail: brief(`${tool}: ${text}`) };
  }
  const { code, message } = body.data;
  const action =
    code === 'AccessDenied' ? /not authorized to perform: ([\w:]+)/.exec(message)?.[1] : undefined;
  return {
    reason: REASONS[code],
    detail: brief(action === undefined ? `${tool}: ${message}` : `${action} is not granted`),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const RpcError = z.looseObject({ code: z.number() });
/** What `fetch` fails with; by its name, since one of another realm is no instance of ours. */
const Unreached = z.looseObject({ name: z.literal('TypeError') });
/** The SDK's own codes: the request timed out, the connection closed. */
const REQUEST_TIMEOUT = -32_001;
const CONNECTION_CLOSED = -32_000;

/** Why a call did not come back, by what was thrown. @param closed whether its session has ended */
export function reasonOf(error: unknown, closed: boolean): GapReason {
  const rpc = RpcError.safeParse(error);
  if (rpc.success && rpc.data.code === REQUEST_TIMEOUT) return 'timeout';
  if (isTooLarge(error)) return 'too-large';
  if (rpc.success && (rpc.data.code === 401 || rpc.data.code === 403)) return 'denied';
  const gone = rpc.success && (rpc.data.code === CONNECTION_CLOSED || rpc.data.code === 404);
  if (closed || gone) return 'unavailable';
  return Unreached.safeParse(error).success ? 'unavailable' : 'failed';
}

/** Whether more was sent than is read: our own error, which the SDK may have put into another, or the SDK's for stdio. */
export function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /ResponseTooLarge|more than \d+ bytes|^Error ReadBuffer exceeded/.test(
    `${error.name} ${error.message}`,
  );
}

export function failure(reason: GapReason, detail: string): CallOutcome {
  return { failure: { reason, detail: brief(detail) } };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function brief(text: string): string {
  return clip(cleanText(clip(text, 2_000)).replace(/\s+/g, ' '), 300);
}
