import { cloudwatchServer } from '../../mcp/servers/cloudwatch/server.ts';
import { gather, inFunction } from './gather.ts';

export const handler = gather('cloudwatch', inFunction(cloudwatchServer));
