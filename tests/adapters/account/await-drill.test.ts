import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awaitDrill } from '../../../adapters/account/await-drill.ts';
import { memoryStore } from '../../../adapters/stores/memory-store.ts';
import { Json } from '../../../core/canonical.ts';
import { paths } from '../../../core/keys.ts';
import { type AwsStub, awsStub } from '../../harness/aws-stub.ts';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:casefile-prod';
const at = Date.now();
const sent = { stage: 'prod', eventId: 'e-7', at, caseId: '0a1b2c3d4e5f-live' };

let stub: AwsStub;
let client: SFNClient;
beforeAll(async () => {
  stub = await awsStub();
  client = new SFNClient({ ...stub.aws, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await stub.close();
});

/** Executions by name, with the ids of their events. */
function executions(status: string, ids: Record<string, string>, startedAt = at): void {
  stub.answer({
    ListExecutions: {
      executions: Object.keys(ids).map((name) => ({
        executionArn: `${MACHINE}:${name}`,
        name,
        status,
        startDate: startedAt / 1_000,
      })),
    },
    DescribeExecution: ({ input }) => ({
      status,
      startDate: startedAt / 1_000,
      input: JSON.stringify({ id: ids[String(input['executionArn']).split(':').at(-1) ?? ''] }),
    }),
  });
}

const wait = (store = memoryStore()) =>
  awaitDrill(sent, { client, stateMachine: MACHINE, store }, { totalMs: 150, pollMs: 10 });

const REPORT = Json.parse({
  v: 3,
  k: 1,
  caseId: sent.caseId,
  alarm: {
    origin: 'drill',
    name: 'drill',
    account: '1',
    region: 'eu-west-1',
    at: '2026-03-10T03:12:11.000Z',
  },
  headline: { text: 'No cause is named.', cites: [] },
  cause: null,
  abstention: null,
  summary: { by: 'template', lines: [] },
  ...Object.fromEntries(
    [
      'because',
      'against',
      'nextSteps',
      'timeline',
      'settle',
      'tooEarly',
      'missing',
      'findings',
      'evidence',
    ].map((part) => [part, []]),
  ),
  asked: { rounds: 1, questions: 1, calls: 1, servers: [] },
});

describe('waiting for a drill', () => {
  it.each([
    ['by the name of its execution', { other: 'e-1', 'e-7_abc': 'x' }, 'e-7_abc'],
    ['by the input of its execution', { other: 'e-1', anything: 'e-7' }, 'anything'],
  ])('finds it %s, and its report', async (_how, ids, found) => {
    executions('RUNNING', ids);
    const store = memoryStore();
    await store.putIfAbsent(paths.report(sent.caseId, 1, 'json'), REPORT);
    const { executionArn, report } = await wait(store);
    expect(executionArn).toBe(`${MACHINE}:${found}`);
    expect(report.headline.text).toBe('No cause is named.');
  });

  it.each([
    ['that it failed', 'FAILED', { 'e-7': 'e-7' }, at, /itself failed: FAILED/],
    ['that it ended without a report', 'SUCCEEDED', { 'e-7': 'e-7' }, at, /without a report/],
    ['that there is none in time', 'RUNNING', { 'e-7': 'e-7' }, at, /no report after/],
    ['that nothing was started', 'RUNNING', { other: 'e-1' }, at, /started no execution/],
    ['the same of executions from before', 'RUNNING', { old: 'e-7' }, at - 3_600_000, /started no execution/],
  ])('says %s', async (_what, status, ids, startedAt, message) => {
    executions(status, ids, startedAt);
    await expect(wait()).rejects.toThrow(message);
  });
});
