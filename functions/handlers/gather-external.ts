import { environment } from './environment.ts';
import { documentsServer } from '../../mcp/servers/documents/server.ts';
import { gather } from './gather.ts';

const { runbooks } = environment().config;

/** All servers that come only from configuration; of AWS this function's role may read a knowledge base at most. */
export const handler = gather(
  'external',
  runbooks && ((version, aws) => documentsServer(version, aws, runbooks)),
);
