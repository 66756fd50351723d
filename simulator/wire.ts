import { type Server, Socket } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type Account, AwsFault, type AwsRequest, HttpAnswer, type Route, type Service } from './answer.ts';
import { type Faults, type Latency, applyFault, behaviourAt, latencyMs } from './conditions.ts';
import type { FaultKind } from './fault-kinds.ts';
import { EventStream, encodeMessage } from './event-stream.ts';
import { SPOILT, type Spoilt } from './fault-kinds.ts';
import { formInput } from './form-input.ts';
import { type Request, type Response, bothVersions } from './preface.ts';
import { random, uuid } from './random.ts';
import { spoiltAnswer, spoiltBody } from './spoil.ts';
import { toXml } from './xml.ts';

/** One line of the simulator's own log: what the SDK asked. */
export interface RequestLog {
  at: string;
  dataTime: string;
  service: string;
  operation: string;
  region: string;
  status: number | 'hangs' | 'resets';
  ms: number;
}

const JsonObject = z.record(z.string(), z.unknown());

export interface Conditions {
  /** Data time, epoch ms. */
  now: number;
  faults: Faults;
  latency: Latency;
}

/** Speaks the AWS protocols. `conditions` may change between requests. */
export function awsEndpoint(
  account: Account,
  services: readonly Service[],
  conditions: Conditions,
  log: (line: RequestLog) => void,
): Server {
  const { world } = account;
  const { seed } = world.scenario;
  let requests = 0;
  return bothVersions((request, response) => {
    const n = ++requests;
    void answer(request, response, n).catch((error: unknown) => {
      process.stderr.write(`simulator: ${String(error)}\n`);
      response.destroy();
    });
  });

  async function answer(request: Request, response: Response, n: number): Promise<void> {
    const started = performance.now();
    const dataTime = conditions.now;
    const call = routeOf(services, request, await readBody(request));
    const region = regionOf(request);
    const line = (status: RequestLog['status']) =>
      log({
        at: new Date().toISOString(),
        dataTime: new Date(dataTime).toISOString(),
        service: call?.service.name ?? 'unknown',
        operation: call?.operation ?? `${request.method} ${request.url}`,
        region,
        status,
        ms: Math.round(performance.now() - started),
      });
    const requestId = uuid(random(seed, 'request', n));
    response.setHeader('x-amzn-requestid', requestId);
    if (call === undefined) {
      line(404);
      return send(response, 404, 'application/json', JSON.stringify({ __type: 'UnknownOperationException' }));
    }
    const { service, operation, input } = call;
    const behaviour = behaviourAt(world, operation, region, dataTime, n);
    const fault = conditions.faults[operation] ?? behaviour?.does;
    if (fault === 'hang') line('hangs');
    try {
      await applyFault(fault, service.name, operation, world.scenario);
      await sleep(latencyMs(conditions.latency, seed, operation, n));
      const run = service.operations[operation];
      if (run === undefined)
        throw new AwsFault('UnknownOperationException', `${operation} is not simulated.`);
      const pageSize = behaviour?.pageSize;
      const aws: AwsRequest = {
        operation,
        region,
        input,
        now: dataTime,
        requestId,
        ...(pageSize && { pageSize }),
        ...(fault && { fault }),
      };
      const answered = await run(account, aws);
      if (fault === 'reset') {
        line('resets');
        return reset(request, response);
      }
      if (answered instanceof EventStream && !isSpoilt(fault)) {
        line(200);
        return await sendStream(response, answered);
      }
      if (answered instanceof HttpAnswer && !isSpoilt(fault)) {
        line(answered.status);
        return sendAsIs(response, answered);
      }
      const right = written(request, call, requestId, spoiltAnswer(fault, answered));
      const { body, type } = isSpoilt(fault) ? spoiltBody(fault, right) : right;
      line(200);
      send(response, 200, type, body);
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      line(error.status);
      refuse(request, response, service, error, requestId);
    }
  }
}

const EVENT_STREAM = 'application/vnd.amazon.eventstream';

function isSpoilt(fault: FaultKind | undefined): fault is Spoilt {
  return SPOILT.some((kind) => kind === fault);
}

/** Over HTTP/2 the stream ends, and others of its connection go on. */
function reset({ socket }: Request, response: Response): void {
  if (socket instanceof Socket) socket.resetAndDestroy();
  else response.destroy();
}

/** An answer as it is written down. */
function written(
  request: Request,
  { service, operation }: Call,
  requestId: string,
  answer: unknown,
): { body: Buffer; type: string } {
  if (answer instanceof EventStream) {
    return { body: Buffer.concat(answer.messages.map(encodeMessage)), type: EVENT_STREAM };
  }
  if (answer instanceof HttpAnswer) return { body: Buffer.from(answer.body), type: 'application/json' };
  return service.protocol === 'query'
    ? { body: Buffer.from(toXml(operation, answer, requestId)), type: 'text/xml' }
    : { body: Buffer.from(JSON.stringify(answer)), type: contentType(request, service) };
}

interface Call {
  service: Service;
  operation: string;
  input: unknown;
}

function routeOf(services: readonly Service[], request: Request, body: string): Call | undefined {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix = '', operation = ''] = target.split('.').slice(-2);
    const service = services.find((candidate) => candidate.target === prefix);
    return service && { service, operation, input: body === '' ? {} : JSON.parse(body) };
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  for (const service of services) {
    for (const route of service.routes ?? []) {
      const match = route.method === request.method ? route.path.exec(url.pathname) : null;
      if (match === null) continue;
      return { service, operation: route.operation, input: restInput(request, url, route, match, body) };
    }
  }
  const form = formInput(body);
  const { Action: operation } = form;
  if (typeof operation !== 'string') return undefined;
  const query = services.filter(({ protocol }) => protocol === 'query');
  const service = query.find(({ operations }) => Object.hasOwn(operations, operation)) ?? query[0];
  return service && { service, operation, input: form };
}

/** Body, headers, parameters and parts of the path: their names differ. */
function restInput(
  request: Request,
  url: URL,
  { headers = {}, payload }: Route,
  { groups = {} }: RegExpExecArray,
  body: string,
): unknown {
  const parts = Object.entries(groups).map(([name, part]) => [name, decodeURIComponent(part)]);
  const given = Object.entries(headers).flatMap(([header, member]) => {
    const value = request.headers[header];
    return value === undefined ? [] : [[member, value]];
  });
  return {
    ...(payload === undefined ? JsonObject.parse(body === '' ? {} : JSON.parse(body)) : { [payload]: body }),
    ...Object.fromEntries(given),
    ...Object.fromEntries(url.searchParams),
    ...Object.fromEntries(parts),
  };
}

/** From the signature's credential scope: `Credential=AKID/20260310/eu-west-1/logs/aws4_request`. */
function regionOf(request: Request): string {
  return /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'unknown';
}

function contentType(request: Request, { protocol }: Service): string {
  return protocol === 'rest' ? 'application/json' : (request.headers['content-type'] ?? 'application/json');
}

function refuse(
  request: Request,
  response: Response,
  service: Service,
  error: AwsFault,
  requestId: string,
): void {
  const { name, message, status } = error;
  const type = status >= 500 ? 'Receiver' : 'Sender';
  if (service.protocol === 'query') {
    const body = { Error: { Type: type, Code: name, Message: message }, RequestId: requestId };
    return send(response, status, 'text/xml', toXml('Error', body, requestId, 'ErrorResponse'));
  }
  response.setHeader('x-amzn-errortype', name);
  if (request.headers['x-amzn-query-mode'] === 'true') {
    response.setHeader('x-amzn-query-error', `${service.queryCodes?.[name] ?? name};${type}`);
  }
  const body = { __type: name, message, Message: message };
  send(response, status, contentType(request, service), JSON.stringify(body));
}

function send(response: Response, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** A status that has no body says no length either. */
function sendAsIs(response: Response, { status, headers, body }: HttpAnswer): void {
  const of = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...(body !== '' && of) });
  response.end(body);
}

/** Each message as it comes, not all in one piece. */
async function sendStream(response: Response, { headers, messages }: EventStream): Promise<void> {
  response.writeHead(200, { 'content-type': EVENT_STREAM, ...headers });
  for (const message of messages) {
    response.write(encodeMessage(message));
    await turn();
  }
  response.end();
}

async function readBody(request: Request): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
