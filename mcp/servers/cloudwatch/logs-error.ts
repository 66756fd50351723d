import { ToolError } from '../../server-kit/tool-error.ts';

/**
 * What reading a group of the classes Infrequent Access and Delivery fails with: AWS names neither the class nor a way. By
 * the words "log class" or "log group class" of an InvalidOperation, InvalidParameter or Validation error.
 */
const OF_CLASS = /log (?:group )?class|INFREQUENT_ACCESS|DELIVERY/i;

/** An error of CloudWatch Logs about one group, with the way that is left for a group of its class. */
export function logsError(logGroup: string, error: unknown): unknown {
  if (!(error instanceof Error) || !/Invalid|Validation|Unsupported/.test(error.name)) return error;
  if (!OF_CLASS.test(error.message)) return error;
  return new ToolError(
    {
      code: 'NotAllowed',
      message: `Lines of ${logGroup} can't be read this way: ${error.message.slice(0, 300)}`,
      hint: 'Of the class INFREQUENT_ACCESS, ask with start_query (no pattern, diff or unmask); of the class DELIVERY, look where it delivers to.',
      retryable: false,
    },
    error,
  );
}
