import { describe, expect, it } from '@jest/globals';
import { planRound } from '../../../core/ask/plan-round.ts';
import { type Ask, type Call, type CaseConfig, type CaseEvent, V } from '../../../core/case.ts';
import { capabilities } from '../../../core/evidence/capabilities.ts';

const BUDGET = 30;
const AT = '2026-03-10T03:12:11.000Z';
const OPENED = '2026-03-10T03:12:13.000Z';
const event: CaseEvent = {
  v: V,
  caseId: '0a1b2c3d4e5f-live',
  alarmKey: '0'.repeat(64),
  openedAt: OPENED,
  execution: { id: 'x', name: 'x', startedAt: OPENED },
  event: {},
  incident: {
    window: { from: AT, to: OPENED },
    baseline: { from: '2026-03-10T01:53:00.000Z', to: AT },
    targets: [{ type: 'AWS::Lambda::Function', id: 'checkout' }],
    rung: 'dimensions',
    alarms: [
      {
        arn: 'arn:aws:cloudwatch:eu-west-1:1:alarm:a',
        name: 'a',
        account: '1',
        region: 'eu-west-1',
        state: 'ALARM',
        at: AT,
        metrics: [],
        shape: 'metric',
        firstEvaluation: false,
        children: [],
        tags: {},
      },
    ],
  },
};
const config: CaseConfig = {
  v: V,
  servers: [{ name: 'all', dialect: 'direct', capabilities: Object.keys(capabilities) }],
  budget: { deadlineMs: 60_000, calls: BUDGET },
  channels: [],
  targets: {},
};
const nothing = { evidence: [], gaps: [] };
const plan = (asks: Ask[], calls: Pick<Call, 'probe'>[]) =>
  planRound(event, config, asks, nothing, { awaited: false, elapsedMs: 0, calls });

describe('the budget of calls', () => {
  it('is spent by the calls that a question took, if those are more than were set aside for it', () => {
    const [first] = plan([], []).probes;
    if (first === undefined) throw new Error('something is asked');
    const ask: Ask = { v: V, round: 1, now: OPENED, probes: [first], notAsked: [], used: {}, failed: {} };
    const calls = (count: number) => Array.from({ length: count }, () => ({ probe: first.id }));
    const few = plan([ask], calls(1));
    expect(few.probes.length).toBeGreaterThan(0);
    expect(plan([ask], [])).toEqual(few);
    expect(plan([ask], calls(BUDGET))).toMatchObject({ probes: [], stop: 'budget' });
  });
});
