import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { amazonQPublisher } from '../../../adapters/channels/amazon-q.ts';
import { slackPublisher } from '../../../adapters/channels/slack.ts';
import { snsPublisher } from '../../../adapters/channels/sns.ts';
import { CasefileError } from '../../../core/errors.ts';
import type { Publisher } from '../../../core/ports.ts';
import { renderAmazonQ } from '../../../core/report/render/render-amazon-q.ts';
import { renderSlack } from '../../../core/report/render/render-slack.ts';
import { snsMessage } from '../../../core/report/render/sns-message.ts';
import { type AwsStub, StubFault, awsStub } from '../../harness/aws-stub.ts';
import { failure, report, sent } from '../../harness/messages.ts';
import { type ScriptedHttp, type Scripted, scriptedHttp } from '../../harness/scripted-http.ts';

/** What is thrown, which must be ours. */
async function refusal({ publish }: Publisher, message = sent()): Promise<CasefileError> {
  const thrown: unknown = await publish(message).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof CasefileError) return thrown;
  throw new Error(`expected a CasefileError, not ${inspect(thrown)}`);
}

describe('a Slack webhook', () => {
  const SECRET = '/services/T0SECRET/B0SECRET/xyzSECRETxyz';
  const ok: Scripted = { status: 200, body: 'ok' };
  let slack: ScriptedHttp;
  beforeAll(async () => {
    slack = await scriptedHttp();
  });
  afterAll(() => slack.close());
  /** So long that a busy machine is not taken for a silent Slack. */
  const patience = { attemptMs: 5_000, totalMs: 20_000, retries: 2, pause: sleep };
  const publisher = (more = {}) =>
    slackPublisher(async () => `${slack.url}${SECRET}\n`, globalThis.fetch, { ...patience, ...more });

  it('is sent the message as JSON, once', async () => {
    slack.answer(ok);
    expect(await publisher().publish(sent())).toEqual({});
    expect(slack.received.map(({ method, path }) => `${method} ${path}`)).toEqual([`POST ${SECRET}`]);
    expect(slack.received[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(slack.received[0]?.body ?? '')).toEqual(renderSlack(sent()));
  });

  it('is given the time that it asks for', async () => {
    slack.answer({ status: 429, headers: { 'retry-after': '1' } }, ok);
    await publisher().publish(sent());
    const [first, second] = slack.received.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(990);
    expect(slack.received).toHaveLength(2);
  });

  it('is not waited for longer than there is time', async () => {
    slack.answer({ status: 429, headers: { 'retry-after': '30' } }, ok);
    expect((await refusal(publisher())).code).toBe('DeliveryFailed');
    expect(slack.received).toHaveLength(1);
  });

  it('is tried three times if it is broken', async () => {
    slack.answer({ status: 503 });
    const error = await refusal(publisher());
    expect(error).toMatchObject({ code: 'DeliveryFailed', message: 'Slack answered the webhook with 503.' });
    expect(slack.received).toHaveLength(3);
  });

  it('refuses for good what it does not know or want', async () => {
    for (const [status, body] of [
      [404, 'no_service'],
      [400, 'invalid_payload'],
      [410, 'channel_is_archived'],
    ] as const) {
      slack.answer({ status, body });
      const error = await refusal(publisher());
      expect(error.code).toBe('DeliveryRefused');
      expect(error.message).toBe(`Slack answered the webhook with ${status} (${body}).`);
      expect(slack.received).toHaveLength(1);
    }
  });

  it('may have taken the message that it did not answer, which is not repeated', async () => {
    slack.answer('hang');
    expect(await refusal(publisher({ attemptMs: 300 }))).toMatchObject({
      code: 'DeliveryFailed',
      message: 'Slack did not answer the webhook (TimeoutError).',
    });
    expect(slack.received).toHaveLength(1);
  });

  it('has not refused for good if an earlier try may have arrived', async () => {
    slack.answer({ status: 502 }, { status: 404, body: 'no_service' });
    expect((await refusal(publisher())).code).toBe('DeliveryFailed');
    expect(slack.received).toHaveLength(2);
  });

  it('is not followed elsewhere', async () => {
    slack.answer({ status: 307, headers: { location: `${slack.url}/elsewhere` } }, ok);
    expect((await refusal(publisher())).code).toBe('DeliveryRefused');
    expect(slack.received.map(({ path }) => path)).toEqual([SECRET]);
  });

  it('may be unreachable', async () => {
    const gone = await scriptedHttp();
    await gone.close();
    const error = await refusal(slackPublisher(async () => `${gone.url}${SECRET}`));
    expect(error.code).toBe('DeliveryFailed');
    expect(error.message).toBe('Slack did not answer the webhook (ECONNREFUSED).');
  });

  it('needs a URL that can be read', async () => {
    const unread = slackPublisher(() => Promise.reject(new Error(`no: ${SECRET}`)));
    expect((await refusal(unread)).code).toBe('DeliveryFailed');
    expect((await refusal(slackPublisher(async () => `SECRET`))).code).toBe('DeliveryRefused');
    const hint = new CasefileError('ConfigInvalid', 'It is not set.', { hint: 'Set it.' });
    expect(await refusal(slackPublisher(() => Promise.reject(hint)))).toBe(hint);
  });

  it('keeps its URL to itself, whatever goes wrong', async () => {
    const echo = `Cannot POST ${SECRET}`;
    const scripts: Scripted[][] = [
      [{ status: 404, body: echo }],
      [{ status: 500, body: echo }],
      [{ status: 302, headers: { location: SECRET }, body: echo }],
      ['hang'],
    ];
    const errors = [];
    for (const script of scripts) {
      slack.answer(...script);
      errors.push(await refusal(publisher({ attemptMs: 300, retries: 0 })));
    }
    const urls = [`http://user:SECRET@127.0.0.1:1/`, `SECRET`, `http://127.0.0.1:1/SECRET`, `ftp://h/SECRET`];
    for (const url of urls) errors.push(await refusal(slackPublisher(async () => url)));
    errors.push(await refusal(slackPublisher(() => Promise.reject(new Error(SECRET)))));
    const broken = () => Promise.reject(new TypeError(`Failed to parse ${SECRET}`));
    errors.push(await refusal(slackPublisher(async () => 'https://h/SECRET', broken)));
    for (const error of errors) {
      const all = inspect(error, { depth: 20, showHidden: true });
      expect(`${all} ${error.hint} ${error.stack} ${JSON.stringify(error)}`).not.toContain('SECRET');
    }
  });
});

describe('an SNS topic', () => {
  const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:casefile';
  const accepted =
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult></PublishResponse>';
  let stub: AwsStub;
  let server: ScriptedHttp;
  let sns: SNSClient;
  beforeAll(async () => {
    [stub, server] = await Promise.all([awsStub(), scriptedHttp()]);
    sns = new SNSClient(stub.aws);
  });
  afterAll(async () => {
    sns.destroy();
    await Promise.all([stub.close(), server.close()]);
  });

  it('is sent a text for each protocol and attributes to filter by', async () => {
    stub.answer({ Publish: accepted });
    const message = sent({ because: [{ text: 'Grüße & <b> + 漢字 😀', cites: ['F1'] }] });
    expect(await snsPublisher(sns, TOPIC).publish(message)).toEqual({
      reference: '567910cd-659e-55d4-8ccb-5aaf14679dc0',
    });
    const expected = snsMessage(message);
    expect(stub.asked).toHaveLength(1);
    expect(stub.asked[0]).toMatchObject({ operation: 'Publish', region: 'eu-west-1' });
    const input: Record<string, unknown> = stub.asked[0]?.input ?? {};
    expect(input).toMatchObject({
      TopicArn: TOPIC,
      Subject: 'checkout-errors: deployment of checkout',
      Message: expected.Message,
      MessageStructure: 'json',
    });
    const names = Object.entries(input).flatMap(([key, name]) => {
      const entry = /^(MessageAttributes\.entry\.\d+)\.Name$/.exec(key)?.[1];
      return entry === undefined
        ? []
        : [[name, [input[`${entry}.Value.DataType`], input[`${entry}.Value.StringValue`]]]];
    });
    expect(Object.fromEntries(names)).toMatchObject({
      kind: ['String', 'report'],
      mode: ['String', 'live'],
      alarmName: ['String', 'checkout-errors'],
      causeKind: ['String', 'deployment'],
      confidence: ['String', 'high'],
      caseId: ['String', report.caseId],
    });
    expect(names).toHaveLength(8);
  });

  it('is sent nothing but the notification if Amazon Q listens to it', async () => {
    stub.answer({ Publish: accepted });
    const publisher = amazonQPublisher(sns, TOPIC);
    expect(publisher.channel).toBe('amazon-q');
    expect(await publisher.publish(sent())).toHaveProperty('reference');
    await publisher.publish(failure);
    const [first, second] = stub.asked.map(({ input }) => input);
    expect(Object.keys(first ?? {}).sort()).toEqual(['Action', 'Message', 'TopicArn', 'Version']);
    expect(first?.['Message']).toBe(JSON.stringify(renderAmazonQ(sent())));
    expect(second?.['Message']).toBe(JSON.stringify(renderAmazonQ(failure)));
  });

  it('refuses for good what is forbidden, missing or too large', async () => {
    for (const code of ['AuthorizationError', 'NotFound', 'InvalidParameter', 'KMSAccessDenied']) {
      stub.answer({ Publish: new StubFault(code, 'because') });
      for (const publisher of [snsPublisher(sns, TOPIC), amazonQPublisher(sns, TOPIC)]) {
        const error = await refusal(publisher);
        expect(error.code).toBe('DeliveryRefused');
        expect(error.message).toMatch(/^SNS did not take the message for arn:aws:sns:.*: because$/);
      }
    }
  });

  it('may take later what it is too busy for', async () => {
    const hasty = new SNSClient({ ...stub.aws, maxAttempts: 1 });
    for (const code of ['Throttled', 'Throttling', 'KMSThrottling']) {
      stub.answer({ Publish: new StubFault(code) });
      expect((await refusal(snsPublisher(hasty, TOPIC))).code).toBe('DeliveryFailed');
    }
    hasty.destroy();
  });

  it('may have taken what it did not answer', async () => {
    const client = (maxAttempts: number) =>
      new SNSClient({
        ...stub.aws,
        endpoint: server.url,
        maxAttempts,
        requestHandler: { requestTimeout: 200, throwOnRequestTimeout: true },
      });
    const denied = `<ErrorResponse><Error><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>`;
    for (const [attempts, ...script] of [
      [1, { status: 503 }],
      [1, 'hang'],
      [2, { status: 503 }, { status: 403, body: denied }],
    ] as [number, ...Scripted[]][]) {
      server.answer(...script);
      const sender = client(attempts);
      expect((await refusal(snsPublisher(sender, TOPIC))).code).toBe('DeliveryFailed');
      expect(server.received).toHaveLength(attempts);
      sender.destroy();
    }
  });
});
