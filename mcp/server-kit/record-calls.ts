import { Json, hashOf } from '../../core/canonical.ts';
import { clip } from '../../core/clip.ts';
import { cleanText } from '../../core/clean/clean-texts.ts';
import { cleanShown } from '../../core/clean/clean-record.ts';
import type { CallMeasure, LogLine } from './log.ts';
import { callWatch } from './watch-calls.ts';

/** Longer arguments are logged by their beginning. */
const MAX_LOGGED_CHARS = 4_000;
/** So long a tool's name may be by the specification; a client may ask for any text. */
const MAX_NAME_CHARS = 128;

export interface RecordOptions {
  log: (line: LogLine) => void;
  measure?: (measure: CallMeasure) => void;
  /** Puts who was asked, hashes of arguments, and redacted results into the log. */
  audit?: boolean;
  /** Whose calls these are. */
  server?: string;
  /** Epoch ms. */
  now?: () => number;
}

/** What came of a call. */
export interface Ended {
  /** Null if it succeeded. */
  errorType: string | null;
  requestId?: string | undefined;
  bytes?: number;
  cached?: boolean;
  /** Redacted. */
  result?: Json;
}

/** Begins the record of a call; the function that it returns is called at its end. */
export type RecordCall = (name: string, args: unknown, sessionId: string) => (ended: Ended) => void;

/** One line of the log for each call of a server, measures of it, and warnings of what is unusual. */
export function recordCalls(options: RecordOptions): RecordCall {
  const { log, measure, audit = false, server = '', now = Date.now } = options;
  const watch = callWatch(now);
  return (name, args, sessionId) => {
    const started = performance.now();
    const called = clip(cleanText(name), MAX_NAME_CHARS);
    const input = sanitized(args);
    const hash = hashOf(input);
    return ({ errorType, requestId, bytes = 0, cached = false, result }) => {
      const durationMs = Math.round(performance.now() - started);
      const warnings = watch({ key: `${called} ${hash}`, errorType, bytes });
      measure?.({ durationMs, errorType, bytes, cached });
      log({
        tool_name: called,
        input_parameters: shortened(input),
        duration_ms: durationMs,
        aws_request_id: requestId ?? null,
        success: errorType === null,
        error_type: errorType,
        session_id: sessionId,
        ...(audit && { server, arguments_sha256: hash, result_bytes: bytes }),
        ...(audit && result !== undefined && { result }),
        ...(warnings.length > 0 && { warnings }),
      });
    };
  };
}

function sanitized(args: unknown): Json {
  const json = Json.safeParse(args ?? {});
  return json.success ? cleanShown(json.data) : {};
}

function shortened(input: Json): Json {
  const text = JSON.stringify(input);
  return text.length <= MAX_LOGGED_CHARS ? input : { beginning: clip(text, MAX_LOGGED_CHARS) };
}
