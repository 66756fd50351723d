import { CasefileError } from '../../core/errors.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import type { Config } from '../config/config.ts';

/** Where the webhook's URL comes from; it is read once, when it is first needed. */
export function slackWebhook(slack: NonNullable<Config['slack']>, aws: AwsOptions): () => Promise<string> {
  let read: Promise<string> | undefined;
  return () => {
    read ??= urlOf(slack, aws);
    // A refusal is not kept: the parameter may be there the next time.
    read.catch(() => (read = undefined));
    return read;
  };
}

async function urlOf(slack: NonNullable<Config['slack']>, aws: AwsOptions): Promise<string> {
  if ('webhookVariable' in slack) {
    const url = process.env[slack.webhookVariable];
    if (url !== undefined && url !== '') return url;
    throw new CasefileError('ConfigInvalid', `${slack.webhookVariable} is not set.`, {
      hint: "Set it to the URL of Slack's incoming webhook.",
    });
  }
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({
    ...aws,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
  try {
    const command = new GetParameterCommand({ Name: slack.webhookParameter, WithDecryption: true });
    const { Parameter } = await client.send(command);
    if (Parameter?.Value !== undefined) return Parameter.Value;
  } catch (cause) {
    // All else may pass: then the delivery is tried again.
    const lasting = /ParameterNotFound|AccessDenied|InvalidKeyId|ValidationException/;
    if (!(cause instanceof Error) || !lasting.test(cause.name)) throw cause;
    throw new CasefileError('ConfigInvalid', `Parameter ${slack.webhookParameter} can't be read.`, {
      hint: `aws ssm put-parameter --type SecureString --name ${slack.webhookParameter} --value "$SLACK_WEBHOOK_URL"`,
      cause,
    });
  } finally {
    client.destroy();
  }
  throw new CasefileError('ConfigInvalid', `Parameter ${slack.webhookParameter} is empty.`, {
    hint: 'Store the URL of the incoming webhook in it, as a SecureString.',
  });
}
