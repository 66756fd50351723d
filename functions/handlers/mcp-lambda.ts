import { VERSION } from '../../adapters/version.ts';
import { serveFunctionUrl } from '../../mcp/server-kit/serve-function-url.ts';
import { lambdaServer } from '../../mcp/servers/lambda/server.ts';
import { logger } from './deployed.ts';

const server = lambdaServer(VERSION, {});

/** This server behind a function URL, for other clients. */
export const handler = serveFunctionUrl(
  () => server,
  (line) => logger.info('tool call', { ...line }),
);
