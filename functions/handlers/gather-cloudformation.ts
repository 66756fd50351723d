import { cloudformationServer } from '../../mcp/servers/cloudformation/server.ts';
import { gather, inFunction } from './gather.ts';

export const handler = gather('cloudformation', inFunction(cloudformationServer));
