import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity } from '@smithy/types';

/** A request as far as it is signed. */
export interface Outgoing {
  method: string;
  url: URL;
  contentType: string | undefined;
  body: string | undefined;
}

/** Gives the headers that let a request in; asked for each request, since credentials change. */
export type Authorize = (request: Outgoing) => Promise<Record<string, string>>;

/**
 * Signs requests to function URLs and other endpoints behind IAM (Signature Version 4): host, date, content type and
 * body, so that nothing of them can be another on the way.
 */
export function signedBy(
  credentials: () => Promise<AwsCredentialIdentity>,
  { region, service }: { region: string; service: string },
): Authorize {
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  return async ({ method, url, contentType, body }) => {
    const { headers } = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(contentType !== undefined && { 'content-type': contentType }) },
      ...(body !== undefined && { body }),
    });
    // fetch sets it, to the same.
    const { host: _host, ...rest } = headers;
    return rest;
  };
}

/** A token as the server's owner gave it. */
export function withBearer(token: () => Promise<string>): Authorize {
  return async () => ({ authorization: `Bearer ${await token()}` });
}

/** The region in the name of a function URL. */
export function regionOfFunctionUrl(url: string): string | undefined {
  return /^[a-z0-9]+\.lambda-url\.([a-z0-9-]+)\.on\.aws$/.exec(new URL(url).hostname)?.[1];
}
