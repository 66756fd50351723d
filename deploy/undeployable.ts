import { channelsOf } from '../adapters/channels/channels.ts';
import type { Config, ServerAuth } from '../adapters/config/config.ts';
import { isOwnServer } from '../mcp/servers/own-servers.ts';
import { CasefileError } from '../core/errors.ts';

/** @throws CasefileError `ConfigInvalid` for what works only on somebody's machine */
export function refuseUndeployable(config: Config): void {
  const { servers, runbooks } = config;
  for (const [name, server] of Object.entries(servers)) {
    if (isOwnServer(name) && server.transport !== 'in-process' && server.transport !== 'stdio') {
      throw refused(
        `servers.${name} has a URL, and a deployed stage runs its own server of that name.`,
        'Give the server at that URL another name; one of the same capabilities that stands first is asked.',
      );
    }
    if ('auth' in server) refuseAuth(name, server.auth);
    if (server.transport !== 'stdio') continue;
    throw refused(
      `servers.${name} runs over stdio, and a deployed function starts no other program.`,
      'Give it a `url:`, or leave it out of the casefile.yml that is deployed.',
    );
  }
  if (runbooks !== undefined && 'folder' in runbooks) {
    throw refused(
      'runbooks.folder is a folder of this machine.',
      'Put the runbooks into a Bedrock knowledge base, and name it with `runbooks: { knowledgeBase: ID }`.',
    );
  }
  for (const { undeployable } of channelsOf(config)) {
    if (undeployable !== undefined) throw refused(undeployable.why, undeployable.hint);
  }
}

function refuseAuth(name: string, auth: ServerAuth | undefined): void {
  if (auth?.use === 'sigv4' && auth.function === undefined) {
    throw refused(
      `servers.${name} takes signed requests, and a deployed stage may sign none for it.`,
      'Name the function behind its URL with `auth: { use: sigv4, function: ARN }`; its role may then call that.',
    );
  }
  if (auth?.use === 'bearer' && 'variable' in auth) {
    throw refused(
      `servers.${name} has its token in a variable, and would put a secret into the template.`,
      'Store it in Secrets Manager, and name it with `auth: { use: bearer, secret: NAME }`.',
    );
  }
}

function refused(message: string, hint: string): CasefileError {
  return new CasefileError('ConfigInvalid', message, { hint });
}
