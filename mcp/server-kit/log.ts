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
}

/** stdout belongs to the protocol. */
export function logToStderr(line: LogLine): void {
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
