import * as z from 'zod';
import { CasefileError } from '../../core/errors.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import { type Checked, failed } from '../doctor/check.ts';
import { refusalOf } from '../doctor/refusal.ts';
import type { Channel } from './channel.ts';

/** Where a secret is kept: an SSM SecureString, or a variable of the environment. */
export interface Keep {
  parameter?: string | undefined;
  variable?: string | undefined;
  /** `the URL of the Slack webhook` */
  what: string;
}

/** As casefile.yml names where a secret is kept. */
export const ParameterName = z.string().regex(/^\/[\w./-]{1,500}$/);
export const VariableName = z.string().regex(/^[A-Z][A-Z0-9_]{0,100}$/);

/**
 * What a deployed stage may do to read it, or why it can't be deployed.
 * @param key the setting that names a variable. @param example the setting to use instead
 */
export function keptInStage(
  { parameter, what }: Keep,
  key: string,
  example: string,
): Pick<Channel, 'rights' | 'undeployable'> {
  if (parameter !== undefined) return { rights: [{ action: 'ssm:GetParameter', on: { parameter } }] };
  return {
    rights: [],
    undeployable: {
      why: `${key} would put a secret into the template.`,
      hint: `Store ${what} as an SSM SecureString, and name it with \`${example}\`.`,
    },
  };
}

/** Can it be read, and is it one? It is not shown, and nothing is sent. */
export async function checkKept(
  secret: () => Promise<string>,
  judge: (text: string) => Checked,
): Promise<Checked> {
  try {
    return judge((await secret()).trim());
  } catch (error) {
    if (!(error instanceof CasefileError)) throw error;
    // Whether the parameter is there, or only we may not see it.
    if (error.cause !== undefined && refusalOf(error.cause).name !== 'ParameterNotFound') throw error.cause;
    return failed(error.message, error.hint);
  }
}

/** Reads a secret once, when it is first needed. @throws CasefileError `ConfigInvalid` if it is not there */
export function keptSecret(keep: Keep, aws: AwsOptions): () => Promise<string> {
  let read: Promise<string> | undefined;
  return () => {
    read ??= secretOf(keep, aws);
    // A refusal is not kept: the parameter may be there the next time.
    read.catch(() => (read = undefined));
    return read;
  };
}

async function secretOf({ parameter, variable, what }: Keep, aws: AwsOptions): Promise<string> {
  if (parameter === undefined) {
    const value = process.env[variable ?? ''];
    if (value !== undefined && value !== '') return value;
    throw new CasefileError('ConfigInvalid', `${variable} is not set.`, { hint: `Set it to ${what}.` });
  }
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({
    ...aws,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
  try {
    const command = new GetParameterCommand({ Name: parameter, WithDecryption: true });
    const { Parameter } = await client.send(command);
    if (Parameter?.Value !== undefined) return Parameter.Value;
  } catch (cause) {
    // All else may pass: then the delivery is tried again.
    const lasting = /ParameterNotFound|AccessDenied|InvalidKeyId|ValidationException/;
    if (!(cause instanceof Error) || !lasting.test(cause.name)) throw cause;
    throw new CasefileError('ConfigInvalid', `Parameter ${parameter} can't be read.`, {
      hint: `aws ssm put-parameter --type SecureString --name ${parameter} --value "$SECRET", with ${what} in SECRET`,
      cause,
    });
  } finally {
    client.destroy();
  }
  throw new CasefileError('ConfigInvalid', `Parameter ${parameter} is empty.`, {
    hint: `Store ${what} in it, as a SecureString.`,
  });
}

/** The secret, without what a shell may have put around it. @throws CasefileError, without foreign text: it may hold the secret */
export async function readSecret(secret: () => Promise<string>, what: string): Promise<string> {
  try {
    return (await secret()).trim();
  } catch (error) {
    if (error instanceof CasefileError) throw error;
    const said = what.charAt(0).toUpperCase() + what.slice(1);
    throw new CasefileError('DeliveryFailed', `${said} could not be read (${wordOf(error)}).`, {
      hint: 'Nothing was sent. Check where it is kept, and who may read it.',
    });
  }
}

/** What is thrown, whichever realm it is of; the system's error is its cause. */
const Thrown = z.object({
  name: z.string(),
  cause: z.object({ code: z.string() }).optional().catch(undefined),
});

/** `TimeoutError`, `ECONNREFUSED`: a word, never a message. */
export function wordOf(error: unknown): string {
  const thrown = Thrown.safeParse(error).data;
  const word = thrown?.cause?.code ?? thrown?.name ?? 'Error';
  return /^\w{1,60}$/.test(word) ? word : 'Error';
}
