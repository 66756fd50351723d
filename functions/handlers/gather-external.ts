import { remoteReach } from '../../adapters/servers/server-auth.ts';
import { documentsServer } from '../../mcp/servers/documents/server.ts';
import { environment } from './environment.ts';
import { gather, inFunction } from './gather.ts';

const { runbooks } = environment().config;
const documents = runbooks && inFunction((version, aws) => documentsServer(version, aws, runbooks));

/**
 * All servers that come only from configuration: by their URLs, signed with this function's role where that is asked for.
 * Of AWS, the role may read a knowledge base at most.
 */
export const handler = gather('external', (server, measured) =>
  (server.transport === 'http' || server.transport === 'sse') && server.url !== undefined
    ? remoteReach(server.transport, server.url, server.auth, { region: measured.region })
    : documents?.(server, measured),
);
