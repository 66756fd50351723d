import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callSignal } from '../../../mcp/server-kit/call-signal.ts';
import { limitRate } from '../../../mcp/server-kit/rate-limit.ts';
import { type AwsStub, StubFault, awsStub } from '../../harness/aws-stub.ts';

let stub: AwsStub;
beforeAll(async () => {
  stub = await awsStub();
});
afterAll(() => stub.close());

describe('a client of an operation with a low quota', () => {
  it('sends no more a second than AWS takes, retries included, however many ask at once', async () => {
    const sent: number[] = [];
    stub.answer({
      LookupEvents: () => {
        sent.push(performance.now());
        return sent.length === 1 ? new StubFault('ThrottlingException') : { Events: [] };
      },
    });
    const client = limitRate(new CloudTrailClient(stub.aws), { LookupEvents: 2 });
    await Promise.all(Array.from({ length: 5 }, () => client.send(new LookupEventsCommand({}))));
    expect(sent).toHaveLength(6);
    // Arrival times jitter under load; without the limit, the third would come with the first two.
    for (let i = 2; i < sent.length; i++) expect((sent[i] ?? 0) - (sent[i - 2] ?? 0)).toBeGreaterThan(500);
  });

  it('keeps no place in the line for a call that gave up', async () => {
    stub.answer({ LookupEvents: { Events: [] } });
    const client = limitRate(new CloudTrailClient(stub.aws), { LookupEvents: 2 });
    const ask = async (signal: AbortSignal) =>
      callSignal.run(signal, () => client.send(new LookupEventsCommand({})));
    const gone = new AbortController();
    const given = Array.from({ length: 20 }, () => ask(gone.signal));
    const settled = Promise.allSettled(given);
    await Promise.all(given.slice(0, 2));
    gone.abort();
    await ask(new AbortController().signal);
    expect((await settled).filter(({ status }) => status === 'rejected')).toHaveLength(18);
    expect(stub.asked).toHaveLength(3);
    // With the places of those that gave up, the last would have come ten seconds later.
  }, 6_000);
});
