import type { MiddlewareStack } from '@smithy/types';
import * as z from 'zod';
import { describeIssue } from '../../core/parse.ts';
import { ToolError } from './tool-error.ts';

/** What AWS always sends, by operation, of what is read here. The SDK calls every member optional and checks no types. */
export type AlwaysSent = Readonly<Record<string, z.ZodType>>;

interface Client {
  middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

const Refused = z.looseObject({ $metadata: z.looseObject({ httpStatusCode: z.number() }) });

/**
 * Makes a client refuse what AWS would not have answered: a proxy's page, an empty or broken body, other types. Without
 * it the SDK hands on an answer that lacks its members, which looks like one that says "nothing".
 */
export function refuseOthers<C extends Client>(client: C, sent: AlwaysSent): C {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const operation = commandName.replace(/Command$/, '');
        const answered = await next(args).catch((error: unknown) => {
          throw isUnread(error)
            ? malformed(operation, 'it came with status 200 and can’t be read', error)
            : error;
        });
        const parsed = sent[operation]?.safeParse(answered.output);
        if (parsed?.success === false) throw malformed(operation, describeIssue(parsed.error), parsed.error);
        return answered;
      },
    { step: 'initialize', name: 'refuseOthers' },
  );
  return client;
}

/** That an answer of AWS is none. @param why in a few words */
export function malformed(operation: string, why: string, cause?: unknown): ToolError {
  return new ToolError(
    {
      code: 'MalformedAnswer',
      message: `What came back for ${operation} is not what AWS answers: ${why}.`,
      hint: 'Something between this server and AWS may have answered, such as a proxy. Check the network and AWS_ENDPOINT_URL, then ask again.',
      retryable: true,
    },
    cause,
  );
}

/** An error in spite of a status of success is the SDK's own: it could not read the body. */
function isUnread(error: unknown): boolean {
  const status = Refused.safeParse(error).data?.$metadata.httpStatusCode ?? 0;
  return status >= 200 && status < 300;
}
