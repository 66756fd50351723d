import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { text as read } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { question, inlineTurn, completionOf } from './bedrock-asks.ts';
import { withBedrock } from './bedrock-endpoint.ts';

const HEADERS = {
  'content-type': 'application/json',
  authorization: 'AWS4-HMAC-SHA256 Credential=AKID/20260310/eu-west-1/bedrock/aws4_request',
};

/** One request on a session that is open. */
async function post(session: ClientHttp2Session, path: string, body: string): Promise<string> {
  const stream = session.request({ ...HEADERS, ':method': 'POST', ':path': path });
  const status = new Promise<unknown>((resolve, reject) => {
    stream.once('response', (headers) => resolve(headers[':status'])).once('error', reject);
  });
  stream.end(body);
  return `${String(await status)} ${await read(stream)}`;
}

describe('the port of the simulator', () => {
  it('is asked by the clients of Bedrock over HTTP/2 and by the others over HTTP/1.1, at the same time', async () => {
    await withBedrock({}, async ({ runtime, agents, lambda, connections, requests }) => {
      const [{ stopReason }, { text }, { Functions }] = await Promise.all([
        runtime.send(question()),
        agents.send(inlineTurn()).then(completionOf),
        lambda.send(new ListFunctionsCommand({})),
      ]);
      expect([stopReason, text.slice(0, 2), Functions?.length]).toEqual(['end_turn', '{"', 1]);
      expect(connections.toSorted()).toEqual(['GET', 'PRI', 'PRI']);
      expect(requests.map(({ service, operation }) => `${service} ${operation}`).toSorted()).toEqual([
        'bedrock Converse',
        'bedrock InvokeInlineAgent',
        'lambda ListFunctions',
      ]);
    });
  });

  it('answers many requests of one session, each when it is ready', async () => {
    await withBedrock({ Converse: 'slow' }, async ({ url, connections, requests }) => {
      const session = connect(url);
      const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'Hello' }] }] });
      const query = JSON.stringify({ retrievalQuery: { text: 'checkout-api' } });
      const answers = await Promise.all([
        post(session, '/model/amazon.nova-lite-v1%3A0/converse', body),
        ...[1, 2, 3].map(() => post(session, '/knowledgebases/RUNBOOKS01/retrieve', query)),
        post(session, '/nothing/here', ''),
      ]);
      session.close();
      expect(answers.map((answer) => answer.slice(0, 3))).toEqual(['200', '200', '200', '200', '404']);
      expect(connections).toEqual(['PRI']);
      expect(requests.at(-1)?.operation).toBe('Converse');
    });
  });

  it('answers every service over both versions alike', async () => {
    await withBedrock({}, async ({ url }) => {
      const session = connect(url);
      const body = 'Action=GetCallerIdentity&Version=2011-06-15';
      const overHttp2 = await post(session, '/', body);
      session.close();
      const response = await fetch(url, { method: 'POST', body, headers: HEADERS });
      const overHttp1 = `${response.status} ${await response.text()}`;
      const withoutId = (answer: string) => answer.replace(/<RequestId>.*?<\/RequestId>/, '');
      expect(withoutId(overHttp2)).toBe(withoutId(overHttp1));
    });
  });

  it('goes on when clients leave in the middle of an answer, or speak nonsense', async () => {
    await withBedrock({}, async ({ url, runtime, lambda, requests }) => {
      const session = connect(url);
      const turn = session.request({ ...HEADERS, ':method': 'POST', ':path': '/agents/case-1' });
      turn.on('error', () => {}).end(JSON.stringify({ foundationModel: 'a.b', instruction: 'x'.repeat(40) }));
      await new Promise((resolve) => turn.once('response', resolve));
      session.destroy();
      const socket = connectSocket(Number(new URL(url).port), '127.0.0.1');
      socket.end('PRI * HTTP/2.0\r\n\r\nnonsense');
      expect((await runtime.send(question())).stopReason).toBe('end_turn');
      expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toHaveLength(1);
      expect(requests.map(({ status }) => status)).toEqual([200, 200, 200]);
    });
  });
});
