import { lambdaServer } from '../../mcp/servers/lambda/server.ts';
import { gather, inFunction } from './gather.ts';

export const handler = gather('lambda', inFunction(lambdaServer));
