import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../adapters/config/config.ts';
import type { Json } from '../../../core/canonical.ts';
import { Ask, Call, CaseConfig, CaseEvent } from '../../../core/case.ts';
import { verifyCase } from '../../../core/report/verify/verify-case.ts';
import { dialects } from '../../../mcp/dialects/dialects.ts';
import { type KeptCase, copyOf, fieldsOf, keptCase, rehash, storeOf } from '../../harness/kept-case.ts';

const MODEL = { use: 'converse', id: 'example.writer-v1', timeoutSeconds: 5 };

let kept: KeptCase;
let forged: KeptCase;
beforeAll(async () => {
  kept = await keptCase({ scenario: 'no-stack', config: parseConfig({ model: MODEL }, 'test') });
}, 60_000);
beforeEach(() => {
  forged = copyOf(kept);
});

/** What verify finds once every hash was made anew. */
async function found(): Promise<string> {
  rehash(forged);
  return (await verifyCase(await storeOf(forged), forged.caseId, dialects)).failures.join('\n');
}
const set = (name: string, value: Json) => forged.records.set(name, value);
const event = () => CaseEvent.parse(forged.records.get('event.json'));
const ask = (round: number) => Ask.parse(forged.records.get(`rounds/${round}/ask.json`));
const call = (id: string) => Call.parse(forged.records.get(`calls/${id}.json`));

describe('a case with late rounds and an update', () => {
  it('holds as it is', async () => {
    expect(await found()).toBe('');
  });
});

describe('verify finds in event.json', () => {
  it('a threshold that is not the one of the recorded event', async () => {
    const record = event();
    const [alarm] = record.incident.alarms;
    if (alarm === undefined) throw new Error('an alarm');
    alarm.threshold = 9;
    set('event.json', record);
    expect(await found()).toMatch(/event\.json: its incident is not what follows from its event/);
  });

  it.each<[string, (record: CaseEvent) => void]>([
    ['another window', ({ incident }) => (incident.window.from = '2026-12-01T06:00:00.000Z')],
    ['another baseline', ({ incident }) => (incident.baseline.from = '2026-12-01T01:00:00.000Z')],
    ['another target', ({ incident }) => (incident.targets = [{ type: 'AWS::SQS::Queue', id: 'jobs' }])],
    ['another opening', (record) => (record.openedAt = '2026-12-01T06:25:21.652Z')],
  ])('%s', async (_what, forge) => {
    const record = event();
    forge(record);
    set('event.json', record);
    expect(await found()).toMatch(/event\.json: its incident is not what follows from its event/);
  });

  it('an event that was changed', async () => {
    const record = event();
    set(
      'event.json',
      JSON.parse(JSON.stringify(record).replaceAll('threshold\\":8', 'threshold\\":9')) as Json,
    );
    expect(await found()).toMatch(/event\.json: its incident is not what follows from its event/);
  });

  it('a key that is of another alarm, and an id that is of another key', async () => {
    set('event.json', { ...event(), alarmKey: '0'.repeat(64) });
    const all = await found();
    expect(all).toMatch(/event\.json: its alarmKey is not that of its event/);
    expect(all).toMatch(/event\.json: its caseId is not made of its alarmKey and its execution/);
  });

  it('an execution that has another name, or began after the case was opened', async () => {
    set('event.json', {
      ...event(),
      execution: { ...event().execution, name: 'mine', startedAt: '2026-12-01T06:55:20.652Z' },
    });
    const all = await found();
    expect(all).toMatch(/event\.json: its execution's id does not name mine/);
    expect(all).toMatch(/event\.json: it was opened before its execution began/);
  });

  it('a replay that it is not', async () => {
    set('event.json', { ...event(), replay: { origin: event().caseId, tools: 'recorded', deliver: [] } });
    expect(await found()).toMatch(/event\.json: .* is not the id of a replay/);
  });
});

describe('verify finds in config.json', () => {
  it.each<[string, (config: CaseConfig) => void, RegExp]>([
    ['a server less', ({ servers }) => void servers.pop(), /rounds\/1\/ask\.json: asks what does not follow/],
    [
      'a server that speaks another dialect',
      ({ servers }) =>
        void servers.splice(0, 1, {
          name: 'cloudwatch',
          dialect: 'awslabs',
          capabilities: servers[0]?.capabilities ?? [],
        }),
      /calls\/P1\.1\.json: is not the call that its question makes/,
    ],
    [
      'targets that would have been taken',
      (config) => void (config.targets['vehicle-position-errors'] = [{ type: 'AWS::SQS::Queue', id: 'x' }]),
      /event\.json: its incident is not what follows from its event/,
    ],
    [
      'a budget that was exceeded',
      ({ budget }) => void (budget.calls = 5),
      /rounds\/1\/ask\.json: asks what does not/,
    ],
  ])('%s', async (_what, forge, expected) => {
    const config = CaseConfig.parse(forged.records.get('config.json'));
    forge(config);
    set('config.json', config);
    expect(await found()).toMatch(expected);
  });
});

describe('verify finds in rounds/', () => {
  const first = ({ probes: [probe] }: Ask) => {
    if (probe === undefined) throw new Error('a question');
    return probe;
  };

  it.each<[string, (round: Ask) => void]>([
    ['a question more', (round) => void round.probes.push({ ...first(round), id: 'P99' })],
    ['a question less', ({ probes }) => void probes.pop()],
    ['other words of a question', (round) => void (first(round).args['name'] = 'other')],
    ['another timeout', (round) => void (first(round).timeoutMs = 1)],
    ['another cost', (round) => void (first(round).cost.calls = 9)],
    ['a stop', (round) => void (round.stop = 'budget')],
    [
      'what was not asked',
      ({ notAsked }) => void notAsked.push({ capability: 'health.events', args: {}, detail: 'no' }),
    ],
    ['that it was late', (round) => void (round.late = 1)],
  ])('%s', async (_what, forge) => {
    const round = ask(1);
    forge(round);
    set('rounds/1/ask.json', round);
    expect(await found()).toMatch(/rounds\/1\/ask\.json: asks what does not follow/);
  });

  it('a stop for another reason', async () => {
    set('rounds/3/ask.json', { ...ask(3), stop: 'rounds' });
    expect(await found()).toMatch(/rounds\/3\/ask\.json: asks what does not follow/);
  });

  it('another number', async () => {
    set('rounds/2/ask.json', { ...ask(2), round: 3 });
    expect(await found()).toMatch(/rounds\/2\/ask\.json: says that it is round 3/);
  });

  it('a time before the round before, and one before the wait was over', async () => {
    set('rounds/2/ask.json', { ...ask(2), now: '2026-12-01T06:20:00.000Z' });
    set('rounds/4/ask.json', { ...ask(4), now: '2026-12-01T06:27:00.000Z' });
    const all = await found();
    expect(all).toMatch(/rounds\/2\/ask\.json: is from before/);
    expect(all).toMatch(/rounds\/4\/ask\.json: is from before/);
  });

  it('a server that is said to have failed and was not asked', async () => {
    set('rounds/2/ask.json', { ...ask(2), failed: { elsewhere: 'Error' } });
    expect(await found()).toMatch(/rounds\/2\/ask\.json: says that elsewhere failed, which was not asked/);
  });

  it('an answer that is left out of what was known', async () => {
    const round = ask(2);
    delete round.used['P2.1'];
    set('rounds/2/ask.json', round);
    expect(await found()).toMatch(/rounds\/2\/ask\.json: leaves out calls\/P2\.1\.json/);
  });

  it.each(['7', '4'])('that round %s is gone', async (round) => {
    for (const name of kept.records.keys()) {
      if (name.startsWith(`rounds/${round}/`)) forged.records.delete(name);
    }
    expect(await found()).toMatch(
      round === '7'
        ? /evidence\.json: is not what follows/
        : /rounds\/5\/ask\.json: no run of this case would have left it/,
    );
  });

  it('a round too many', async () => {
    set('rounds/8/ask.json', { ...ask(7), round: 8 });
    expect(await found()).toMatch(/rounds\/8\/ask\.json: there was nothing left to wait for/);
  });

  it("a server's record that lists other calls, or is gone, or is of nobody", async () => {
    fieldsOf(forged, 'rounds/1/lambda.json')['calls'] = [];
    forged.records.delete('rounds/1/cloudwatch.json');
    set('rounds/1/external.json', { v: 3, round: 1, server: 'external', calls: [] });
    set('rounds/2/lambda.json', { v: 3, round: 2, server: 'lambda', calls: [] });
    const all = await found();
    expect(all).toMatch(/rounds\/1\/lambda\.json: does not list the calls of its questions/);
    expect(all).toMatch(/rounds\/1\/cloudwatch\.json: is missing/);
    expect(all).toMatch(/rounds\/2\/lambda\.json: no run of this case would have left it/);
  });
});

describe('verify finds in calls/', () => {
  it('a call of no question', async () => {
    set('calls/P99.1.json', { ...call('P1.1'), id: 'P99.1', probe: 'P99' });
    expect(await found()).toMatch(/calls\/P99\.1\.json: no run of this case would have left it/);
  });

  it('a call that would not have been made', async () => {
    set('calls/P1.2.json', { ...call('P1.1'), id: 'P1.2' });
    expect(await found()).toMatch(/calls\/P1\.2\.json: no run of this case would have left it/);
  });

  it('another tool or other arguments', async () => {
    set('calls/P1.1.json', { ...call('P1.1'), args: { names: ['other'] } });
    expect(await found()).toMatch(/calls\/P1\.1\.json: is not the call that its question makes/);
  });

  it('a call under another name', async () => {
    set('calls/P1.1.json', { ...call('P1.1'), id: 'P2.1' });
    expect(await found()).toMatch(/calls\/P1\.1\.json: says that it is P2\.1/);
  });

  it('a duration that is none', async () => {
    set('calls/P1.1.json', { ...call('P1.1'), durationMs: -1 });
    expect(await found()).toMatch(/calls\/P1\.1\.json: durationMs/);
  });

  it('a page that is gone, from everywhere', async () => {
    forged.records.delete('calls/P3.2.json');
    for (const [name, value] of forged.records) {
      if (name.endsWith('ask.json')) {
        const round = Ask.parse(value);
        delete round.used['P3.2'];
        set(name, round);
      }
    }
    expect(await found()).toMatch(/calls\/P3\.2\.json: is missing/);
  });
});
