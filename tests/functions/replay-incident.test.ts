import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../core/canonical.ts';
import type { Starter } from '../../core/ports.ts';
import { replayIncident } from '../../functions/replay-incident.ts';

describe('a replay started by hand', () => {
  const started: [Json, string][] = [];
  const workflow: Starter = {
    async start(input, name) {
      started.push([input, name]);
      return `arn:${name}`;
    },
  };
  const clock = { now: () => Date.parse('2026-03-10T04:00:00.000Z'), elapsedMs: () => 0 };

  it('is an execution of its own, named after the case and the time', async () => {
    const request = { replay: { caseId: '0a1b2c3d4e5f-live', tools: 'fresh' } };
    expect(await replayIncident(request, { workflow, clock })).toEqual({
      name: 'replay-0a1b2c3d4e5f-20260310040000000',
      execution: 'arn:replay-0a1b2c3d4e5f-20260310040000000',
    });
    expect(started).toEqual([
      [{ replay: { ...request.replay, deliver: [] } }, 'replay-0a1b2c3d4e5f-20260310040000000'],
    ]);
  });

  it('is refused for what is no replay request', async () => {
    await expect(replayIncident({ replay: {} }, { workflow, clock })).rejects.toMatchObject({
      code: 'EventMalformed',
    });
  });
});
