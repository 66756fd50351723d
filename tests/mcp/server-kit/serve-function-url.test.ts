import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mcpHost } from '../../../mcp/server-kit/mcp-host.ts';
import { serveFunctionUrl } from '../../../mcp/server-kit/serve-function-url.ts';
import { loadServer } from '../../../mcp/servers/own-servers.ts';
import { type AwsStub, awsStub } from '../../harness/aws-stub.ts';

let stub: AwsStub;
let call: ReturnType<typeof serveFunctionUrl>;
beforeAll(async () => {
  stub = await awsStub();
  const host = mcpHost(await loadServer('lambda', '1', stub.aws), { log: () => undefined });
  call = serveFunctionUrl(async () => host);
});
afterAll(() => stub.close());

const event = (body: string, more: object = {}, method = 'POST') => ({
  version: '2.0',
  headers: {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'x-amz-date': '20260310T031200Z',
    host: 'abc.lambda-url.eu-west-1.on.aws',
  },
  requestContext: { http: { method, path: '/' } },
  body,
  isBase64Encoded: false,
  ...more,
});
const rpc = (method: string, params: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

describe('a server behind a function URL', () => {
  it('lists its tools, without a session', async () => {
    const { statusCode, headers, body } = await call(event(rpc('tools/list')));
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toContain('get_function_configuration');
  });

  it('takes bodies that Lambda has encoded', async () => {
    stub.answer({
      'GET /2016-08-19/account-settings': {
        AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 5 },
      },
    });
    const text = rpc('tools/call', { name: 'get_account_limits', arguments: {} });
    const { body } = await call(event(Buffer.from(text).toString('base64'), { isBase64Encoded: true }));
    expect(JSON.parse(body)).toMatchObject({
      result: { structuredContent: { concurrentExecutions: 10 } },
    });
  });

  it.each([
    ['a GET', event('', {}, 'GET'), 405],
    ['another path', event('{}', { requestContext: { http: { method: 'POST', path: '/x' } } }), 404],
    ['a body that is too large', event('x'.repeat(1_000_001)), 413],
    ['what is no request', { detail: {} }, 400],
    ['what is no JSON', event('{'), 400],
  ])('refuses %s', async (_what, request, status) => {
    expect((await call(request)).statusCode).toBe(status);
  });
});
