import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { malformed } from '../../server-kit/always-sent.ts';

export function getAccountLimits(client: LambdaClient) {
  return defineTool({
    name: 'get_account_limits',
    description:
      'How many executions may run at a time in the account and region, and how many of them no function has reserved.',
    annotations: readOnly('Get account limits'),
    timeoutMs: 7_000,
    cacheSeconds: KEEP.inventory,
    input: z.strictObject({}),
    output: z.strictObject({
      concurrentExecutions: z.number(),
      unreservedConcurrentExecutions: z.number(),
    }),
    async run(_args, { signal, note }) {
      const { AccountLimit: limit } = note(
        await client.send(new GetAccountSettingsCommand({}), { abortSignal: signal }),
      );
      const { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved } = limit ?? {};
      if (all === undefined || unreserved === undefined) {
        throw malformed('GetAccountSettings', 'it has no limits');
      }
      return { concurrentExecutions: all, unreservedConcurrentExecutions: unreserved };
    },
  });
}
