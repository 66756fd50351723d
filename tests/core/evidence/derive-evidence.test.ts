import { expect, it } from '@jest/globals';
import { incidentOf } from '../../../core/alarm/incident.ts';
import { type Ask, type Call, type CaseConfig, type CaseEvent, V } from '../../../core/case.ts';
import { deriveEvidence } from '../../../core/evidence/derive-evidence.ts';

const AT = '2026-03-10T03:10:12.000Z';
const event: CaseEvent = {
  v: V,
  caseId: '0a1b2c3d4e5f-live',
  alarmKey: '0'.repeat(64),
  openedAt: AT,
  execution: { id: 'x', name: 'x', startedAt: AT },
  event: {},
  incident: incidentOf(
    {
      arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a',
      name: 'a',
      account: '111122223333',
      region: 'eu-west-1',
      state: 'ALARM',
      at: AT,
      firstEvaluation: false,
      shape: 'unknown',
      metrics: [],
      children: [],
      tags: {},
    },
    AT,
    {},
  ),
};
const config: CaseConfig = {
  v: V,
  servers: [{ name: 'all', dialect: 'stumbling', capabilities: ['account.limits'] }],
  budget: { deadlineMs: 60_000, calls: 80 },
  channels: [],
  targets: {},
};
const probe = {
  id: 'P1',
  server: 'all',
  capability: 'account.limits',
  args: {},
  timeoutMs: 1_000,
  cost: { calls: 1 },
};
const ask: Ask = { v: V, round: 1, now: AT, probes: [probe], notAsked: [], used: {}, failed: {} };
const call: Call = {
  v: V,
  id: 'P1.1',
  probe: 'P1',
  server: 'all',
  tool: 'get_account_limits',
  args: {},
  outcome: { result: 'anything' },
  hash: '0'.repeat(64),
  durationMs: 0,
};

it('an answer that its reader stumbles over is a gap, and the others are read', () => {
  const dialects = {
    stumbling: {
      toolsFor: () => [],
      next: () => undefined,
      read: () => {
        throw new RangeError('Invalid time value');
      },
    },
  };
  const { evidence, gaps } = deriveEvidence(
    event,
    config,
    { asks: [ask], calls: [call] },
    new Map(),
    dialects,
  );
  expect(gaps).toEqual([
    expect.objectContaining({
      probe: 'P1',
      reason: 'malformed',
      detail: 'its reader failed with RangeError',
    }),
  ]);
  expect(evidence.map(({ id }) => id)).toEqual(['E0']);
});
