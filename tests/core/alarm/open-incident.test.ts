import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { memoryStore } from '../../../adapters/stores/memory-store.ts';
import { type OpenContext, openIncident } from '../../../core/alarm/open-incident.ts';
import { type State, type Stopped, V } from '../../../core/case.ts';
import { paths } from '../../../core/keys.ts';
import type { CaseStore } from '../../../core/ports.ts';

const ALARM_AT = Date.parse('2019-10-02T17:04:40.989Z');

interface Event {
  id: string;
  'detail-type': string;
  time: string;
  detail: {
    alarmContributor?: { id: string; attributes: Record<string, string> };
    state: { value: string; timestamp: string };
    previousState?: { value: string; timestamp: string };
  };
}

let store: CaseStore;
let sample: Event;

beforeEach(async () => {
  store = memoryStore();
  sample = JSON.parse(await readFile('tests/fixtures/events/single-metric.json', 'utf8')) as Event;
});

function alarm(change: Partial<Event['detail']> = {}, at = ALARM_AT): Event {
  const timestamp = new Date(at).toISOString().replace('Z', '+0000');
  const event = structuredClone(sample);
  Object.assign(event.detail, change);
  event.detail.state = { ...event.detail.state, timestamp, ...change.state };
  event.time = new Date(at).toISOString();
  event.id = `event-${at}-${event.detail.alarmContributor?.id ?? ''}-${event.detail.state.value}`;
  return event;
}

function ok(at: number, alarmAt = ALARM_AT, contributor?: string): Event {
  const timestamp = (time: number) => new Date(time).toISOString().replace('Z', '+0000');
  return alarm(
    {
      state: { value: 'OK', timestamp: timestamp(at) },
      previousState: { value: 'ALARM', timestamp: timestamp(alarmAt) },
      ...(contributor !== undefined && { alarmContributor: { id: contributor, attributes: {} } }),
    },
    at,
  );
}

const contributor = (id: string, at = ALARM_AT) => alarm({ alarmContributor: { id, attributes: {} } }, at);

/** One execution, named as EventBridge does unless told otherwise. */
function open(
  input: unknown,
  options: { now?: number; name?: string; execution?: string; run?: 'replay' } = {},
) {
  const { now = ALARM_AT + 2_000, name = (input as Event).id ?? 'by-hand', run = 'live' } = options;
  const execution = {
    id: `arn:execution:${options.execution ?? name}`,
    name,
    startedAt: new Date(now).toISOString(),
  };
  const context: OpenContext = {
    store,
    execution,
    now,
    run,
    config: { v: V, servers: [], budget: { deadlineMs: 1, calls: 1 }, channels: [], targets: {} },
  };
  return openIncident(input, context);
}

const caseOf = (result: State | Stopped) => result.caseId;

describe('an alarm event', () => {
  it('opens a case that is named after the state change', async () => {
    const state = await open(alarm());
    expect(state).toMatchObject({ decision: 'investigate', round: 0, ask: [] });
    expect(state.caseId).toMatch(/^[0-9a-f]{12}-live$/);
    expect(await store.get(paths.event(state.caseId ?? ''))).toBeDefined();
  });

  it('is opened again by the same execution: a Retry is not a duplicate', async () => {
    const first = await open(alarm());
    expect(await open(alarm())).toEqual(first);
  });

  it('is a duplicate in another execution, and says how to investigate nevertheless', async () => {
    const first = await open(alarm());
    expect(await open(alarm(), { execution: 'second delivery' })).toEqual({
      v: V,
      decision: 'stop',
      reason: 'duplicate',
      caseId: caseOf(first),
      replayWith: { replay: { caseId: caseOf(first), tools: 'fresh', deliver: [] } },
    });
  });

  it('is opened by exactly one of ten concurrent deliveries', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) => open(alarm(), { execution: `delivery ${i}` })),
    );
    expect(results.filter(({ decision }) => decision === 'investigate')).toHaveLength(1);
    expect(results.filter(({ decision }) => decision === 'stop')).toHaveLength(9);
  });

  it('is a replay with fresh tools when somebody starts an execution with an old event', async () => {
    const first = await open(alarm());
    const late = await open(alarm(), { name: 'by-hand', now: ALARM_AT + 2 * 3_600_000 });
    expect(late.decision).toBe('investigate');
    expect(late.caseId).toContain('-replay-');
    const stored = await store.get(paths.event(late.caseId ?? ''));
    expect(stored?.value).toMatchObject({ replay: { origin: caseOf(first), tools: 'fresh', deliver: [] } });
  });
});

describe('an OK event', () => {
  it('resolves the case that its previous state opened', async () => {
    const first = await open(alarm());
    expect(await open(ok(ALARM_AT + 600_000))).toMatchObject({
      decision: 'resolve',
      caseId: caseOf(first),
    });
  });

  it('is decided the same way again on a Retry', async () => {
    await open(alarm());
    const event = ok(ALARM_AT + 600_000);
    expect(await open(event)).toEqual(await open(event));
  });

  it('without a case is noted, and the alarm that arrives after it is reported as over', async () => {
    const okAt = ALARM_AT + 60_000;
    expect(await open(ok(okAt))).toMatchObject({ decision: 'stop', reason: 'no-open-case' });
    const state = await open(alarm(), { now: okAt + 2_000 });
    expect(state.decision).toBe('investigate');
    const stored = await store.get(paths.event(state.caseId ?? ''));
    expect(stored?.value).toMatchObject({ overAt: new Date(okAt).toISOString() });
  });

  it('that arrives before the case was written leaves the alarm to be reported as over', async () => {
    const first = await open(alarm());
    const half = memoryStore();
    for (const path of await store.list('index/')) {
      const stored = await store.get(path);
      if (stored !== undefined) await half.putIfAbsent(path, stored.value);
    }
    store = half;
    expect(await open(ok(ALARM_AT + 60_000))).toMatchObject({ reason: 'no-open-case' });
    const retried = await open(alarm());
    expect(caseOf(retried)).toBe(caseOf(first));
    expect((await store.get(paths.event(retried.caseId ?? '')))?.value).toHaveProperty('overAt');
  });

  it('of any other state begins and ends nothing', async () => {
    const other = alarm({ state: { value: 'INSUFFICIENT_DATA', timestamp: '2019-10-02T17:04:40.989+0000' } });
    await expect(open(other)).rejects.toMatchObject({ code: 'EventMalformed' });
  });

  it('that is older than the open case does not end it', async () => {
    await open(alarm());
    const older = ok(ALARM_AT - 600_000, ALARM_AT - 1_200_000);
    expect(await open(older)).toMatchObject({ decision: 'stop', reason: 'no-open-case' });
  });
});

describe('contributors', () => {
  it('join the case of the alarm within a minute, whichever came first', async () => {
    const first = await open(contributor('a'));
    expect(await open(alarm({}, ALARM_AT + 900))).toMatchObject({
      decision: 'attached',
      caseId: caseOf(first),
    });
    expect(await open(contributor('b', ALARM_AT + 30_000))).toMatchObject({ decision: 'attached' });
  });

  it('open a case of their own later', async () => {
    const first = await open(alarm());
    const later = await open(contributor('b', ALARM_AT + 61_000));
    expect(later.decision).toBe('investigate');
    expect(caseOf(later)).not.toBe(caseOf(first));
  });

  it('that fire again after the alarm was OK open a case of their own', async () => {
    const first = await open(alarm());
    await open(contributor('a', ALARM_AT + 1_000));
    expect(await open(ok(ALARM_AT + 20_000))).toMatchObject({ decision: 'resolve' });
    const again = await open(contributor('a', ALARM_AT + 40_000));
    expect(again.decision).toBe('investigate');
    expect(caseOf(again)).not.toBe(caseOf(first));
  });

  it('by the hundred at once all find the one case', async () => {
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, i) => open(contributor(`c${i}`, ALARM_AT + i))),
    );
    expect(results.filter(({ decision }) => decision === 'investigate')).toHaveLength(1);
    expect(new Set(results.map(caseOf)).size).toBe(1);
  });

  it('resolve the case when the last of them is OK', async () => {
    const first = await open(contributor('a'));
    await open(contributor('b', ALARM_AT + 1_000));
    expect(await open(ok(ALARM_AT + 300_000, ALARM_AT, 'a'))).toMatchObject({
      decision: 'stop',
      reason: 'contributors-remain',
    });
    expect(await open(ok(ALARM_AT + 400_000, ALARM_AT + 1_000, 'b'))).toMatchObject({
      decision: 'resolve',
      caseId: caseOf(first),
    });
  });
});

describe('a replay request', () => {
  it('from the recording keeps the case', async () => {
    const first = await open(alarm());
    const input = { replay: { caseId: caseOf(first), tools: 'recorded' } };
    expect(await open(input, { run: 'replay' })).toMatchObject({
      decision: 'investigate',
      caseId: caseOf(first),
    });
  });

  it('from the recording is refused where the recording is kept: it would be written to', async () => {
    const first = await open(alarm());
    const input = { replay: { caseId: caseOf(first), tools: 'recorded' } };
    await expect(open(input)).rejects.toMatchObject({ code: 'ReplayRefused' });
  });

  it('with fresh tools opens a new case that names its origin', async () => {
    const first = await open(alarm());
    const state = await open({ replay: { caseId: caseOf(first), tools: 'fresh', deliver: ['slack'] } });
    const stored = await store.get(paths.event(state.caseId ?? ''));
    expect(stored?.value).toMatchObject({ replay: { origin: caseOf(first), deliver: ['slack'] } });
  });

  it('for a case that is not there says so', async () => {
    const input = { replay: { caseId: '0a1b2c3d4e5f-live' } };
    await expect(open(input)).rejects.toMatchObject({ code: 'CaseNotFound' });
  });
});
