import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Redelivered, redeliver } from '../../../adapters/account/redeliver.ts';
import { sfnWorkflow } from '../../../adapters/workflow/sfn-workflow.ts';
import { undeliveredQueue } from '../../../adapters/account/undelivered-queue.ts';
import { redeliveryName } from '../../../core/alarm/undelivered-event.ts';
import { type AwsStub, StubFault, awsStub } from '../../harness/aws-stub.ts';

const QUEUED_AT = Date.UTC(2026, 2, 10, 3, 20);
const EVENT = JSON.parse(readFileSync('tests/fixtures/events/single-metric.json', 'utf8')) as { id: string };
const other = {
  'detail-type': 'Step Functions Execution Status Change',
  detail: { name: 'x', status: 'FAILED' },
};

let stub: AwsStub;
let sqs: SQSClient;
let sfn: SFNClient;
beforeAll(async () => {
  stub = await awsStub();
  sqs = new SQSClient({ ...stub.aws, useQueueUrlAsEndpoint: false, maxAttempts: 1 });
  sfn = new SFNClient({ ...stub.aws, maxAttempts: 1 });
});
afterAll(async () => {
  sqs.destroy();
  sfn.destroy();
  await stub.close();
});

/** What is in the queue, in its order. */
let bodies: Map<string, string>;
/** Of each message whether it is with a receiver. */
let held: Set<string>;
let started: string[];
beforeEach(() => {
  bodies = new Map();
  held = new Set();
  started = [];
  queue({});
});

/** A queue and a state machine, as far as they are asked; `answers` stand above. */
function queue(answers: Parameters<AwsStub['answer']>[0]): void {
  stub.answer({
    ReceiveMessage() {
      const ids = [...bodies.keys()].filter((id) => !held.has(id)).slice(0, 10);
      for (const id of ids) held.add(id);
      return {
        Messages: ids.map((id) => ({
          MessageId: id,
          ReceiptHandle: `r-${id}`,
          Body: bodies.get(id),
          MD5OfBody: createHash('md5')
            .update(bodies.get(id) ?? '')
            .digest('hex'),
          Attributes: { SentTimestamp: String(QUEUED_AT) },
          MessageAttributes: {
            ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
            RULE_ARN: { DataType: 'String', StringValue: 'arn:aws:events:eu-west-1:1:rule/AlarmRule' },
          },
        })),
      };
    },
    DeleteMessage({ input }) {
      const id = String(input['ReceiptHandle']).slice(2);
      bodies.delete(id);
      held.delete(id);
      return {};
    },
    ChangeMessageVisibilityBatch({ input }) {
      for (const { ReceiptHandle } of input['Entries'] as { ReceiptHandle: string }[]) {
        held.delete(ReceiptHandle.slice(2));
      }
      return { Successful: [], Failed: [] };
    },
    StartExecution({ input }) {
      started.push(String(input['name']));
      return { executionArn: `arn:${String(input['name'])}`, startDate: 1 };
    },
    ...answers,
  });
}

function put(...contents: unknown[]): void {
  contents.forEach((content, i) =>
    bodies.set(`m${i + 1}`, typeof content === 'string' ? content : JSON.stringify(content)),
  );
}

async function run(options: { dryRun?: boolean; interrupted?: AbortSignal } = {}): Promise<Redelivered[]> {
  const done: Redelivered[] = [];
  await redeliver(
    undeliveredQueue(sqs, 'https://sqs.eu-west-1.amazonaws.com/1/undelivered'),
    sfnWorkflow(sfn, 'arn:aws:states:eu-west-1:1:stateMachine:casefile-prod'),
    {
      dryRun: options.dryRun ?? false,
      interrupted: options.interrupted ?? new AbortController().signal,
      onMessage: (one) => done.push(one),
    },
  );
  return done;
}

const many = (n: number) => Array.from({ length: n }, (_, i) => ({ ...EVENT, id: `e-${i}` }));

describe('redelivering', () => {
  it('starts every alarm event once and deletes its message then; what is none is left, with its reason', async () => {
    put(EVENT, other, '{');
    const done = await run();
    expect(done.map(({ outcome, why = '' }) => [outcome, why])).toEqual([
      ['started', ''],
      ['left', expect.stringMatching(/no alarm/)],
      ['left', 'it is not JSON'],
    ]);
    expect(done[0]?.message.failure).toEqual({
      code: 'NO_PERMISSIONS',
      rule: 'arn:aws:events:eu-west-1:1:rule/AlarmRule',
    });
    expect(started).toEqual([redeliveryName(EVENT.id, QUEUED_AT)]);
    expect([...bodies.keys()]).toEqual(['m2', 'm3']);
    expect(held.size).toBe(0);
    const order = stub.asked.map(({ operation }) => operation);
    expect(order.indexOf('StartExecution')).toBeLessThan(order.indexOf('DeleteMessage'));
  });

  it('goes through more than one batch', async () => {
    put(...many(23));
    expect(await run()).toHaveLength(23);
    expect(bodies.size).toBe(0);
  });

  it('changes nothing if it is to say only what would start', async () => {
    put(EVENT, other);
    expect((await run({ dryRun: true })).map(({ outcome }) => outcome)).toEqual(['would start', 'left']);
    expect([started, bodies.size, held.size]).toEqual([[], 2, 0]);
  });

  it('does not start again what was started before it was interrupted', async () => {
    put(EVENT);
    queue({ StartExecution: new StubFault('ExecutionAlreadyExists') });
    expect(await run()).toMatchObject([{ outcome: 'started' }]);
    expect(bodies.size).toBe(0);
  });

  it('gives back what it holds if it is interrupted', async () => {
    put(...many(5));
    const controller = new AbortController();
    const start = () => {
      controller.abort();
      return { executionArn: 'arn:1', startDate: 1 };
    };
    queue({ StartExecution: start });
    expect(await run({ interrupted: controller.signal })).toHaveLength(1);
    expect([bodies.size, held.size]).toEqual([4, 0]);
  });

  it('stops where AWS refuses, and gives back what it holds', async () => {
    put(...many(3));
    queue({
      StartExecution: new StubFault(
        'AccessDeniedException',
        'not authorized to perform: states:StartExecution',
      ),
    });
    await expect(run()).rejects.toThrow(/states:StartExecution/);
    expect([bodies.size, held.size]).toEqual([3, 0]);
  });

  it('leaves what only Step Functions refuses, and goes on', async () => {
    put(...many(2));
    queue({
      StartExecution: ({ input }) =>
        String(input['name']).includes('e-0')
          ? new StubFault('InvalidExecutionInput', 'too long')
          : { executionArn: 'arn:1', startDate: 1 },
    });
    expect((await run()).map(({ outcome }) => outcome)).toEqual(['left', 'started']);
    expect([...bodies.keys()]).toEqual(['m1']);
  });
});
