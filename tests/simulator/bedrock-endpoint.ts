import type { Socket } from 'node:net';
import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Faults } from '../../simulator/conditions.ts';
import { awsServices, companionServices } from '../../simulator/services/services.ts';
import { type Conditions, type RequestLog, awsEndpoint } from '../../simulator/wire.ts';
import { type Built, build, madeUp } from './worlds.ts';

export interface BedrockEndpoint {
  url: string;
  runtime: BedrockRuntimeClient;
  agents: BedrockAgentRuntimeClient;
  /** Speaks HTTP/1.1, unlike the others. */
  lambda: LambdaClient;
  requests: RequestLog[];
  /** The first letters of each connection, in the order in which they were opened. */
  connections: string[];
}

let world: Built | undefined;

/** Opens an endpoint with all services that the simulator has, uses it, and closes it. */
export async function withBedrock<T>(
  faults: Faults,
  use: (endpoint: BedrockEndpoint) => Promise<T>,
  region = 'eu-west-1',
): Promise<T> {
  world ??= build(madeUp('functions: { f: {} }'));
  const conditions: Conditions = { now: world.world.end, faults, latency: 'none' };
  const requests: RequestLog[] = [];
  const server = awsEndpoint(world, [...awsServices(), ...companionServices()], conditions, (line) => {
    requests.push(line);
  });
  const connections: string[] = [];
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('data', (first: Buffer) => connections.push(first.toString('latin1', 0, 3)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const credentials = { accessKeyId: 'AKIDSIMULATED', secretAccessKey: 'simulated' };
  const config = { endpoint: url, region, maxAttempts: 1, credentials };
  const clients = {
    runtime: new BedrockRuntimeClient(config),
    agents: new BedrockAgentRuntimeClient(config),
    lambda: new LambdaClient(config),
  };
  try {
    return await use({ url, ...clients, requests, connections });
  } finally {
    for (const client of Object.values(clients)) client.destroy();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
