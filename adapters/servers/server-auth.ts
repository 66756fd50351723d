import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CasefileError } from '../../core/errors.ts';
import { type Authorize, regionOfFunctionUrl, signedBy, withBearer } from '../../mcp/client/authorize.ts';
import type { Reach } from '../../mcp/client/transports.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import type { ServerAuth } from '../config/config.ts';
import { textOfSecret } from './secret-text.ts';

/** A server that somebody else runs. @throws CasefileError `ConfigInvalid` */
export function remoteReach(
  kind: 'http' | 'sse',
  url: string,
  auth: ServerAuth | undefined,
  aws: AwsOptions,
): Reach {
  const authorize = authorizeBy(auth, url, aws);
  return { kind, url: async () => url, ...(authorize && { authorize }) };
}

/** How requests to a configured server are let in; undefined = as they are. @throws CasefileError `ConfigInvalid` */
function authorizeBy(auth: ServerAuth | undefined, url: string, aws: AwsOptions): Authorize | undefined {
  if (auth === undefined) return undefined;
  if (auth.use === 'sigv4') {
    const region = auth.region ?? regionOfFunctionUrl(url) ?? aws.region;
    if (region === undefined) {
      throw new CasefileError('ConfigInvalid', `In which region ${url} is signed for is not known.`, {
        hint: 'Name it with `auth: { use: sigv4, region: eu-west-1 }`.',
      });
    }
    // Any client resolves credentials as all of them do, and keeps them fresh.
    const { config } = new SecretsManagerClient({ ...aws, region });
    return signedBy(() => config.credentials(), { region, service: auth.service });
  }
  return withBearer('variable' in auth ? fromVariable(auth.variable) : fromSecret(auth.secret, aws));
}

function fromVariable(name: string): () => Promise<string> {
  return async () => {
    const token = process.env[name];
    if (token !== undefined && token !== '') return token;
    throw new CasefileError('ConfigInvalid', `The variable ${name} is not set.`, {
      hint: 'It holds the bearer token of an MCP server; set it for this command.',
    });
  };
}

/** Read again after a minute, since secrets are rotated. */
const SECRET_MS = 60_000;

function fromSecret(id: string, aws: AwsOptions): () => Promise<string> {
  const client = new SecretsManagerClient(aws);
  let known: { readAt: number; token: Promise<string> } | undefined;
  return () => {
    // Elapsed time, which changes no answer.
    const now = performance.now();
    if (known === undefined || now - known.readAt > SECRET_MS) {
      const token = client
        .send(new GetSecretValueCommand({ SecretId: id }))
        // While one token replaces the other, a secret may have two lines: the newer one is the first.
        .then(
          ({ SecretString }) =>
            textOfSecret(SecretString ?? '')
              .trim()
              .split(/\s+/)[0] ?? '',
        );
      // Whoever asks next tries again.
      token.catch(() => (known = undefined));
      known = { readAt: now, token };
    }
    return known.token;
  };
}
