import type { Json } from '../../core/canonical.ts';

/** One line for each tool call, and each reading or listing of resources. */
export interface LogLine {
  /** As the client gave it: redacted and cut. For resources, the method. */
  tool_name: string;
  /** Redacted; `{beginning}` of long ones. */
  input_parameters: Json;
  duration_ms: number;
  aws_request_id: string | null;
  success: boolean;
  error_type: string | null;
  session_id: string;
  /** Only where an audit trail is asked for; `server` since several may write to one log. */
  server?: string;
  /** Of the redacted arguments, so that equal calls are found. */
  arguments_sha256?: string;
  result_bytes?: number;
  /** Redacted. */
  result?: Json;
  /** What is unusual about it. */
  warnings?: string[];
}

/** What a deployed server counts of a call. */
export interface CallMeasure {
  durationMs: number;
  errorType: string | null;
  bytes: number;
  /** Answered from the cache. */
  cached: boolean;
}

/** stdout belongs to the protocol. */
export function logToStderr(line: LogLine): void {
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
