import { IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsOptions } from '../server-kit/aws-options.ts';
import type { Resources } from '../server-kit/resources.ts';
import { toToolError } from '../server-kit/tool-error.ts';

const URI = 'aws://account/metadata';

/**
 * Whose account a server reads, and what it may do there.
 * @param mayDo in a sentence each
 */
export function accountMetadata(
  aws: AwsOptions,
  region: () => Promise<string>,
  mayDo: readonly string[],
): Resources {
  const sts = new STSClient(aws);
  const iam = new IAMClient(aws);
  return {
    templates: [],
    async list() {
      return [
        { uri: URI, name: 'Account', description: 'Account, region, alias and what this server may do' },
      ];
    },
    async read(uri, abortSignal) {
      if (uri !== URI) return undefined;
      const [identity, aliases] = await Promise.allSettled([
        sts.send(new GetCallerIdentityCommand({}), { abortSignal }),
        iam.send(new ListAccountAliasesCommand({}), { abortSignal }),
      ]);
      if (identity.status === 'rejected') throw identity.reason;
      const warnings =
        aliases.status === 'rejected'
          ? [`The account's alias is not known: ${toToolError(aliases.reason).body.message}`]
          : [];
      return {
        account: identity.value.Account ?? '',
        caller: identity.value.Arn ?? '',
        region: await region(),
        alias: aliases.status === 'fulfilled' ? (aliases.value.AccountAliases?.[0] ?? null) : null,
        mayDo: [...mayDo],
        warnings,
      };
    },
  };
}
