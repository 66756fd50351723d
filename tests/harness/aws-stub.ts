import { type IncomingHttpHeaders, type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';

/** An error as AWS answers it. */
export class StubFault {
  readonly code: string;
  readonly message: string;

  constructor(code: string, message = 'no') {
    this.code = code;
    this.message = message;
  }
}

/** What AWS was asked. `input` is the JSON body, the form of a Query call, or the query of a REST path. */
export interface Asked {
  operation: string;
  region: string;
  input: Record<string, unknown>;
}

/** JSON, XML as text, or a fault. */
type Answer = Record<string, unknown> | string | StubFault;
type Answers = Record<string, Answer | ((asked: Asked) => Answer)>;

export interface AwsStub {
  aws: AwsOptions;
  asked: Asked[];
  /** The requests' headers. */
  headers: IncomingHttpHeaders[];
  /** Waited for before each answer. */
  delay: () => Promise<void>;
  /** How functions were invoked: `X-Amz-Invocation-Type`, in order. */
  types: string[];
  /** What operations are answered with now. */
  readonly answers: Answers;
  /** What operations are answered with, from now on. */
  answer: (answers: Answers) => void;
  close: () => Promise<void>;
}

/**
 * A loopback server that answers recorded texts in AWS's protocols: by operation, or by `GET <path>` for Lambda.
 * It knows nothing of what it is asked.
 */
export async function awsStub(): Promise<AwsStub> {
  const asked: Asked[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const types: string[] = [];
  let answers: Answers = {};
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const one = askedOf(request, body);
      asked.push(one);
      headers.push(request.headers);
      types.push(...[request.headers['x-amz-invocation-type'] ?? []].flat());
      const answer = answers[one.operation] ?? new StubFault('UnknownOperationException', one.operation);
      const result = typeof answer === 'function' ? answer(one) : answer;
      await stub.delay();
      const query = body.includes('Action=');
      response.setHeader('x-amzn-requestid', '7f3a1c52-9d1e-4b7a-8a34-52cf0a6e1b77');
      if (result instanceof StubFault) {
        response.statusCode = 400;
        response.setHeader('x-amzn-errortype', result.code);
        response.end(
          query ? faultXml(result) : JSON.stringify({ __type: result.code, message: result.message }),
        );
        return;
      }
      response.setHeader('content-type', request.headers['content-type'] ?? 'application/json');
      response.end(typeof result === 'string' ? result : JSON.stringify(result));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stub: AwsStub = {
    delay: async () => undefined,
    aws: {
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'stub', secretAccessKey: 'stub' },
    },
    asked,
    headers,
    types,
    get answers() {
      return answers;
    },
    answer(next) {
      answers = next;
      asked.length = 0;
      headers.length = 0;
      types.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return stub;
}

function askedOf(request: IncomingMessage, body: string): Asked {
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    return { operation: target.split('.').at(-1) ?? '', region, input: JSON.parse(body) as Asked['input'] };
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  if (form['Action'] !== undefined) return { operation: form['Action'], region, input: form };
  const url = new URL(request.url ?? '/', 'http://localhost');
  const input = Object.fromEntries(url.searchParams);
  return { operation: `${request.method} ${decodeURIComponent(url.pathname)}`, region, input };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function faultXml({ code, message }: StubFault): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}
