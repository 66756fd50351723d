/** What a server may do beyond reading, and how much it may cost; nothing is set = read only, each query by its own limit. */
export interface ServerSettings {
  /** ARNs of the functions that `invoke_function` may invoke. */
  invokable?: readonly string[];
  /** Whether `detect_stack_drift` may start a detection. */
  driftDetection?: boolean;
  /** Bytes that Logs Insights queries may scan within an hour. */
  logBytesPerHour?: number;
  /** Times are a simulator's: how old something is can't be told, and calls need no pauses between them. */
  simulated?: boolean;
}
