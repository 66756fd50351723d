import { lambdaServer } from '../../mcp/servers/lambda/server.ts';
import { mcp } from './mcp.ts';

export const handler = mcp('lambda', lambdaServer);
