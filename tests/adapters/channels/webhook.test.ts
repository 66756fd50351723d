import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHANNEL_NAMES } from '../../../adapters/channels/channel-settings.ts';
import { channelsOf } from '../../../adapters/channels/channels.ts';
import { webhook, webhookPublisher } from '../../../adapters/channels/webhook.ts';
import { parseConfig } from '../../../adapters/config/config.ts';
import { CasefileError } from '../../../core/errors.ts';
import { failure, report, sent } from '../../harness/messages.ts';
import { type ScriptedHttp, scriptedHttp } from '../../harness/scripted-http.ts';

const SECRET = 'a-secret-that-both-know';
const NOW = 1_773_112_331;
const OK = { status: 204 };
let server: ScriptedHttp;
beforeAll(async () => {
  server = await scriptedHttp();
});
afterAll(() => server.close());

/** So long that a busy machine is not taken for a silent server. */
const paused: number[] = [];
const PATIENCE = {
  attemptMs: 5_000,
  totalMs: 20_000,
  retries: 2,
  pause: async (ms: number) => void paused.push(ms),
};
const publisher = (more = {}, secret = SECRET) =>
  webhookPublisher(
    `${server.url}/in`,
    async () => `${secret}\n`,
    { ...PATIENCE, ...more },
    () => NOW,
  );

async function refusal(more = {}, secret = SECRET): Promise<CasefileError> {
  const thrown: unknown = await publisher(more, secret)
    .publish(sent())
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  if (thrown instanceof CasefileError) return thrown;
  throw new Error('expected a CasefileError');
}

describe('a webhook', () => {
  it('gets the report as JSON, once, with a signature over the time and the body', async () => {
    server.answer(OK);
    expect(await publisher().publish(sent())).toEqual({});
    expect(server.received).toHaveLength(1);
    const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '' }] =
      server.received;
    expect([method, path]).toEqual(['POST', '/in']);
    expect(JSON.parse(body)).toMatchObject({ v: 1, kind: 'report', report: { caseId: report.caseId, k: 1 } });
    const expected = createHmac('sha256', SECRET).update(`${NOW}.${body}`).digest('hex');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'casefile-timestamp': String(NOW),
      'casefile-signature': `sha256=${expected}`,
      'casefile-delivery': `${report.caseId}/1`,
    });
    expect(JSON.stringify(headers) + body).not.toContain(SECRET);
  });

  it('is told that an investigation itself failed', async () => {
    server.answer(OK);
    await publisher().publish(failure);
    expect(JSON.parse(server.received[0]?.body ?? '')).toMatchObject({ kind: 'failure' });
  });

  it('is given the time that it asks for', async () => {
    server.answer({ status: 429, headers: { 'retry-after': '7' } }, OK);
    paused.length = 0;
    await publisher().publish(sent());
    expect(paused).toEqual([7_000]);
    expect(server.received).toHaveLength(2);
  });

  it('is not waited for longer than there is time', async () => {
    server.answer({ status: 429, headers: { 'retry-after': '60' } }, OK);
    expect((await refusal()).code).toBe('DeliveryFailed');
    expect(server.received).toHaveLength(1);
  });

  it('is tried three times if it is broken, and may have taken the message', async () => {
    server.answer({ status: 500 });
    paused.length = 0;
    expect(await refusal()).toMatchObject({
      code: 'DeliveryFailed',
      message: 'The webhook answered with 500.',
    });
    expect(server.received).toHaveLength(3);
    expect(paused).toEqual([500, 1_000]);
  });

  it('is not followed to where a redirect points', async () => {
    server.answer({ status: 307, headers: { location: `${server.url}/elsewhere` } });
    expect(await refusal()).toMatchObject({ code: 'DeliveryRefused' });
    expect(server.received.map(({ path }) => path)).toEqual(['/in']);
  });

  it('may have taken what it did not answer, which is not repeated', async () => {
    server.answer('hang');
    const error = await refusal({ attemptMs: 50 });
    expect(error).toMatchObject({
      code: 'DeliveryFailed',
      message: 'The webhook did not answer (TimeoutError).',
    });
    expect(server.received).toHaveLength(1);
  });

  it('refuses for good what it does not know or want', async () => {
    for (const status of [400, 401, 404, 410]) {
      server.answer({ status, body: `no, ${SECRET}` });
      const error = await refusal();
      expect(error.code).toBe('DeliveryRefused');
      expect(`${error.message}${error.hint}`).not.toContain(SECRET);
    }
  });

  it('is sent nothing that a short secret signs', async () => {
    server.answer(OK);
    expect(await refusal({}, 'short')).toMatchObject({ code: 'DeliveryRefused' });
    expect(server.received).toEqual([]);
  });
});

describe('the settings of a webhook', () => {
  const set = (value: unknown) => () => parseConfig({ webhook: value }, 'test');

  it('make it a channel like the others', () => {
    expect(CHANNEL_NAMES).toContain('webhook');
    const url = 'https://ops.example.com/casefile';
    const config = parseConfig(
      { webhook: { url, secretParameter: '/casefile/webhook' }, channels: ['webhook'] },
      'test',
    );
    const [channel] = channelsOf(config);
    expect(channel).toMatchObject({
      name: 'webhook',
      rights: [{ action: 'ssm:GetParameter', on: { parameter: '/casefile/webhook' } }],
    });
    expect(channel).not.toHaveProperty('undeployable');
    expect(webhook.setUp({ url, secretVariable: 'HOOK' }).undeployable?.why).toMatch(/secret/);
  });

  it.each([
    'http://ops.example.com/in',
    'https://user:pw@ops.example.com/in',
    'ftp://ops.example.com',
    'ops',
  ])('refuse the URL %s', (url) => {
    expect(set({ url, secretVariable: 'HOOK' })).toThrow(/https/);
  });
});
