import { cloudwatchServer } from '../../mcp/servers/cloudwatch/server.ts';
import { mcp } from './mcp.ts';

export const handler = mcp('cloudwatch', cloudwatchServer);
