import { lambdaServer } from '../../mcp/servers/lambda/server.ts';
import { gather } from './gather.ts';

export const handler = gather('lambda', lambdaServer);
