import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { CasefileError } from '../core/errors.ts';
import { type Authorize, regionOfFunctionUrl, signedBy, withBearer } from '../mcp/client/authorize.ts';
import type { Reach } from '../mcp/client/transports.ts';
import type { AwsOptions } from '../mcp/server-kit/aws-options.ts';
import type { ServerAuth } from './config.ts';

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
    const { credentials } = aws;
    const chain = credentials === undefined ? fromNodeProviderChain() : async () => credentials;
    return signedBy(() => chain(), { region, service: auth.service });
  }
  return withBearer('variable' in auth ? fromVariable(auth.variable) : fromParameter(auth.parameter, aws));
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

/** Read once: a new token takes a new process. */
function fromParameter(name: string, aws: AwsOptions): () => Promise<string> {
  let token: Promise<string> | undefined;
  return () => {
    token ??= (async () => {
      const ssm = new SSMClient(aws);
      try {
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
        return Parameter?.Value ?? '';
      } finally {
        ssm.destroy();
      }
    })();
    // Whoever asks next tries again.
    token.catch(() => (token = undefined));
    return token;
  };
}
