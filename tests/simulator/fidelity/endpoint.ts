import { type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { HealthClient } from '@aws-sdk/client-health';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { ApiBehaviour } from '../../../simulator/language/primitives.ts';
import { awsServices } from '../../../simulator/services/services.ts';
import { type Conditions, type RequestLog, awsEndpoint } from '../../../simulator/wire.ts';
import type { Built } from '../worlds.ts';

/** What came over the wire, before the SDK read it. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Endpoint {
  url: string;
  clients: ReturnType<typeof clientsOf>;
  /** Of the same endpoint, as if asked in another region. */
  in(region: string): ReturnType<typeof clientsOf>;
  conditions: Conditions;
  /** How operations behave, as a scenario says it. */
  aws: ApiBehaviour[];
  /** What was asked, in order. */
  requests: RequestLog[];
  /** Called for each request. */
  onRequest: ((line: RequestLog) => void) | undefined;
  answers: RawAnswer[];
  close(): Promise<void>;
}

interface Options extends Partial<Conditions> {
  /** How often the SDK asks in all. */
  maxAttempts?: number;
}

/** The simulator's endpoint in this process, and the SDK's clients for it. */
export async function endpointOf(built: Built, options: Options = {}): Promise<Endpoint> {
  const { maxAttempts = 1, ...more } = options;
  const scenario = { ...built.scenario, aws: [] };
  const account = { world: { ...built.world, scenario }, alarms: built.alarms };
  const conditions: Conditions = { now: built.world.end, faults: {}, latency: 'none', ...more };
  const requests: RequestLog[] = [];
  const server = awsEndpoint(account, awsServices(), conditions, (line) => {
    requests.push(line);
    endpoint.onRequest?.(line);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const url = await listen(server);
  const answers: RawAnswer[] = [];
  const all: ReturnType<typeof clientsOf>[] = [];
  const inRegion = (region: string) => {
    const clients = clientsOf(url, region, maxAttempts, answers);
    all.push(clients);
    return clients;
  };
  const endpoint: Endpoint = {
    url,
    clients: inRegion(scenario.region),
    in: inRegion,
    conditions,
    aws: scenario.aws,
    requests,
    onRequest: undefined,
    answers,
    async close() {
      for (const clients of all) for (const client of Object.values(clients)) client.destroy();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return endpoint;
}

/** The SDK's clients of an endpoint; each raw answer is added to `answers`. */
export function clientsOf(endpoint: string, region: string, maxAttempts: number, answers: RawAnswer[]) {
  const credentials = { accessKeyId: 'AKIDSIMULATED', secretAccessKey: 'simulated' };
  const config = { endpoint, region, maxAttempts, credentials };
  const clients = {
    cloudformation: new CloudFormationClient(config),
    cloudtrail: new CloudTrailClient(config),
    cloudwatch: new CloudWatchClient(config),
    // Health has one endpoint for all regions.
    health: new HealthClient({ ...config, region: region === 'us-east-2' ? region : 'us-east-1' }),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
  };
  for (const client of Object.values(clients)) {
    record(client.config.requestHandler, answers);
  }
  return clients;
}

/** As far as it matters here. */
interface Handler {
  handle(request: unknown, options?: unknown): Promise<{ response: Response }>;
}
interface Response {
  statusCode: number;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}

/** Notes each raw answer, and gives the SDK the same bytes. */
function record(handler: Handler, into: RawAnswer[]): void {
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    const { response } = await handle(request, options);
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    into.push({ status: response.statusCode, headers: response.headers, body: bytes.toString('utf8') });
    const body = new PassThrough();
    body.end(bytes);
    return { response: Object.assign(response, { body }) };
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}
