import { cloudformationServer } from '../../mcp/servers/cloudformation/server.ts';
import { mcp } from './mcp.ts';

export const handler = mcp('cloudformation', cloudformationServer);
