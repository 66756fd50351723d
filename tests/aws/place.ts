import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { openAwsSession } from '../../adapters/account/aws-session.ts';
import { askMfaCode } from '../../cli/investigate/ask-mfa-code.ts';
import { installMinistack } from '../peers/install.ts';
import { startMinistack } from '../peers/peer-process.ts';
import { badUsage } from './options.ts';

/** Where it is done: an account, or an emulator. */
export interface Place {
  emulator: boolean;
  account: string;
  region: string;
  partition: string;
  /** In words. */
  title: string;
  aws: {
    region: string;
    credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
    endpoint?: string;
  };
  /** What a program needs to work there, with credentials that are fresh now. */
  env(): Promise<Record<string, string>>;
  /** What the AWS CLI needs to work there, with a space before. */
  cli: string;
  close(): Promise<void>;
}

/** @throws CasefileError `AwsAccess`, `BadUsage` */
export async function openAccount(profile: string, region: string | undefined): Promise<Place> {
  const endpoint = Object.keys(process.env).find((name) => name.startsWith('AWS_ENDPOINT_URL'));
  if (endpoint !== undefined) throw badUsage(`${endpoint} is set: this would not be AWS itself. Unset it.`);
  const mfaCode = askMfaCode();
  const session = await openAwsSession({ profile, region, mfaCode });
  // Refreshed when they expire: a run may outlive the credentials of a session.
  const credentials = fromNodeProviderChain({ profile, ...(mfaCode && { mfaCodeProvider: mfaCode }) });
  const { account, alias, who, partition } = session;
  const { expiration } = await credentials();
  const until =
    expiration &&
    `; credentials until ${expiration.toISOString().slice(11, 16)} UTC, refreshed if the profile can`;
  return {
    emulator: false,
    account,
    region: session.region,
    partition,
    title: `account ${account}${alias === undefined ? '' : ` (${alias})`}, region ${session.region}, as ${who}${until ?? ''}`,
    aws: { region: session.region, credentials },
    async env() {
      const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
      return {
        ...session.env,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
      };
    },
    cli: ` --region ${session.region} --profile ${profile}`,
    close: () => Promise.resolve(),
  };
}

/** ministack in a process of its own; or why there is none. */
export async function openEmulator(): Promise<Place | { skipped: string }> {
  const installed = installMinistack();
  if ('skipped' in installed) return installed;
  const peer = await startMinistack(installed.program);
  const { endpoint } = peer;
  const region = 'us-east-1';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const account = '000000000000';
  return {
    emulator: true,
    account,
    region,
    partition: 'aws',
    title: `ministack, account ${account}, region ${region}`,
    aws: { region, credentials, endpoint },
    env: () =>
      Promise.resolve({
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      }),
    cli: ` --region ${region} --endpoint-url ${endpoint}`,
    close: () => peer.close(),
  };
}
