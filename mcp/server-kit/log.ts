import type { Json } from '../../core/canonical.ts';

/** One line for each tool call. */
export interface LogLine {
  tool_name: string;
  /** Redacted. */
  input_parameters: Json;
  duration_ms: number;
  aws_request_id: string | null;
  success: boolean;
  error_type: string | null;
  session_id: string;
  /** Redacted; only where an audit trail is asked for. */
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
