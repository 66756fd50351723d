import { cloudwatchServer } from '../../mcp/servers/cloudwatch/server.ts';
import { gather } from './gather.ts';

export const handler = gather('cloudwatch', cloudwatchServer);
