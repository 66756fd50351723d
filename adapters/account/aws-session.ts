import { IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import { explainAwsError } from './explain-aws-error.ts';

export interface SessionOptions {
  profile?: string | undefined;
  region?: string | undefined;
  /** Asks the user for the code of an MFA device; absent where nobody can be asked. */
  mfaCode?: ((device: string) => Promise<string>) | undefined;
}

/** Who we are at AWS, and what clients are made with: here, and in processes of their own. */
export interface AwsSession {
  account: string;
  /** `aws`, `aws-cn`, `aws-us-gov` ... */
  partition: string;
  /** The account's alias, if it has one and it may be read. */
  alias?: string;
  region: string;
  /** `role ReadOnly`, `user jo` or `root`. */
  who: string;
  arn: string;
  profile?: string;
  aws: AwsOptions & { region: string };
  env: Record<string, string>;
}

/**
 * Resolves region and credentials by the SDK's default chain and asks AWS whose they are.
 * @throws CasefileError `AwsAccess` with the command that mends it
 */
export async function openAwsSession({ profile, region, mfaCode }: SessionOptions): Promise<AwsSession> {
  const named = profile ?? process.env['AWS_PROFILE'];
  const credentialChain = fromNodeProviderChain({
    ...(profile !== undefined && { profile }),
    ...(mfaCode && { mfaCodeProvider: mfaCode }),
  });
  const sts = new STSClient({
    credentials: credentialChain,
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    maxAttempts: 2,
  });
  try {
    const home = await sts.config.region();
    const { accessKeyId, secretAccessKey, sessionToken } = await sts.config.credentials();
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    const aws = { region: home, credentials };
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}), {
      abortSignal: AbortSignal.timeout(10_000),
    });
    const alias = await accountAlias(aws);
    return {
      account: Account,
      partition: Arn.split(':')[1] ?? 'aws',
      ...(alias !== undefined && { alias }),
      region: home,
      who: whoIs(Arn),
      arn: Arn,
      ...(named !== undefined && { profile: named }),
      aws,
      env: environmentOf(aws),
    };
  } catch (error) {
    throw explainAwsError(error, { profile: named, region });
  } finally {
    sts.destroy();
  }
}

/** A nicety: whatever goes wrong, there is none. */
async function accountAlias(aws: AwsOptions): Promise<string | undefined> {
  const iam = new IAMClient({ ...aws, maxAttempts: 1 });
  try {
    const command = new ListAccountAliasesCommand({ MaxItems: 1 });
    const { AccountAliases } = await iam.send(command, { abortSignal: AbortSignal.timeout(3_000) });
    return AccountAliases?.[0];
  } catch {
    return undefined;
  } finally {
    iam.destroy();
  }
}

/** `arn:aws:sts::111122223333:assumed-role/ReadOnly/jo` -> `role ReadOnly` */
function whoIs(arn: string): string {
  const [kind = '', name = ''] = arn.slice(arn.lastIndexOf(':') + 1).split('/');
  if (kind === 'assumed-role') return `role ${name}`;
  return kind === 'user' ? `user ${arn.slice(arn.lastIndexOf('/') + 1)}` : kind;
}

/** A child gets only what is named here; the endpoint's variables let an emulator stand in for AWS. */
function environmentOf({ region, credentials }: AwsSession['aws']): Record<string, string> {
  const passed = Object.entries(process.env).filter(
    ([name]) => name.startsWith('AWS_ENDPOINT_URL') || name === 'NODE_EXTRA_CA_CERTS',
  );
  return {
    ...Object.fromEntries(passed.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    AWS_REGION: region,
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    }),
  };
}
