/**
 * The one error type. `code` is stable and machine-readable, `hint` tells the user what to do.
 * `name` equals the code: a state machine's Retry and Catch match on the error's name, and a class name
 * would not survive minification.
 */
export class CasefileError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: { hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = code;
    this.name = code;
    this.hint = options.hint;
  }
}

export type ErrorCode =
  /** The event is not a CloudWatch alarm state change, nor a replay request. */
  | 'EventMalformed'
  /** No rule's pattern matches the event, so nothing would have been started. */
  | 'EventNotMatched'
  /** An event pattern uses an operator that the local matcher does not implement. */
  | 'PatternUnsupported'
  /** casefile.yml does not fit its schema. */
  | 'ConfigInvalid'
  /** A replay from the recording was asked for where the recording itself is kept. */
  | 'ReplayRefused'
  /** The case asked for is not in the store. */
  | 'CaseNotFound'
  /** Another process is at work on the case. */
  | 'CaseRunning'
  /** The folder holds the alarm's case already, and this run can't go on with it. */
  | 'CaseInTheWay'
  /** A record of a case can't be read, or does not match its recorded hash. */
  | 'CaseCorrupt'
  | 'CaseOutdated'
  /** A file can't be written: the disk is full or read-only, or it is not permitted. */
  | 'WriteFailed'
  /** A record changed while it was being replaced, more often than was retried. */
  | 'StoreConflict'
  /** A scenario does not exist, or does not fit its schema. */
  | 'ScenarioInvalid'
  /** The simulator's process did not start or does not answer. */
  | 'SimulatorFailed'
  /** An MCP server can't be started or reached. */
  | 'ServerUnavailable'
  /** The tokens that an MCP server takes can't be read. */
  | 'TokenUnreadable'
  /** The address is in use. */
  | 'PortInUse'
  /** The command line does not make sense. */
  | 'BadUsage'
  /** AWS can't be used: no region, no credentials, a denied permission. The hint mends it. */
  | 'AwsAccess'
  /** There is no such alarm, function, queue, stack or log group, or it gives nothing to look into. */
  | 'NothingToInvestigate'
  /** The model gave no usable answer. */
  | 'ModelFailed'
  /** A channel did not take a message, or did not say so: it may have arrived. */
  | 'DeliveryFailed'
  /** A channel refused a message: it did not arrive, and would not the next time. */
  | 'DeliveryRefused'
  /** The execution of the workflow failed. */
  | 'ExecutionFailed';
