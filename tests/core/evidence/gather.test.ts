import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../../../adapters/stores/memory-store.ts';
import { Call, V } from '../../../core/case.ts';
import { gatherEvidence } from '../../../core/evidence/gather.ts';
import { paths } from '../../../core/keys.ts';
import { readRecord } from '../../../core/read-record.ts';
import { dialects } from '../../../mcp/dialects/dialects.ts';

const CASE = '0a1b2c3d4e5f-live';

describe('gathering evidence', () => {
  it('takes in no more than a round has room for, and says what had none', async () => {
    const store = memoryStore();
    const probe = (n: number) => ({
      id: `P${n}`,
      server: 'cloudformation',
      capability: 'stack.find',
      args: { physicalId: `r-${n}` },
      timeoutMs: 1_000,
      cost: { calls: 1 },
    });
    await store.putIfAbsent(paths.config(CASE), {
      v: V,
      servers: [{ name: 'cloudformation', dialect: 'casefile', capabilities: ['stack.find'] }],
      budget: { deadlineMs: 1_000, calls: 100 },
      channels: [],
      targets: {},
    });
    await store.putIfAbsent(paths.ask(CASE, 1), {
      v: V,
      round: 1,
      now: '2026-03-10T03:12:00.000Z',
      probes: Array.from({ length: 20 }, (_, i) => probe(i + 1)),
      notAsked: [],
      used: {},
      failed: {},
    });
    let made = 0;
    await gatherEvidence(
      { caseId: CASE, round: 1, server: 'cloudformation' },
      {
        store,
        dialects,
        region: 'eu-west-1',
        tools: {
          async call() {
            made++;
            return { outcome: { result: { stack: null, rest: 'x'.repeat(3_900_000) } }, durationMs: 1 };
          },
        },
        deadlineMs: 10_000,
        elapsed: () => 0,
        sleep: async () => undefined,
      },
    );
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => readRecord(store, Call, paths.call(CASE, `P${i + 1}.1`))),
    );
    const refused = outcomes.filter(
      ({ outcome }) => 'failure' in outcome && outcome.failure.reason === 'too-large',
    );
    // Those that were under way when it became too much are taken in.
    expect(made).toBeGreaterThanOrEqual(8);
    expect(made).toBeLessThanOrEqual(8 + 6);
    expect(refused).toHaveLength(20 - made);
  });
});
