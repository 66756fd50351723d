import { cloudformationServer } from '../../mcp/servers/cloudformation/server.ts';
import { gather } from './gather.ts';

export const handler = gather('cloudformation', cloudformationServer);
