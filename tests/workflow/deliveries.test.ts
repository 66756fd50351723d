import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Json, canonical } from '../../core/canonical.ts';
import { paths } from '../../core/keys.ts';
import { type Run, openRun } from '../harness/simulated-run.ts';

let run: Run;
beforeEach(async () => {
  run = await openRun({ scenario: 'bad-deploy' });
});
afterEach(() => run.close());

const cases = async () => new Set((await run.store.list('cases/')).map((path) => path.split('/')[1])).size;

describe('EventBridge', () => {
  it('delivering the same event twice gives one case and one report', async () => {
    await run.send(run.alarm.event);
    const second = await run.workflow.run(run.alarm.event, 'second-delivery');
    expect(second.output).toMatchObject({ decision: 'stop', reason: 'duplicate' });
    expect(await cases()).toBe(1);
    expect(run.messages).toHaveLength(1);
  });

  it('delivering the OK event afterwards resolves the case, once', async () => {
    await run.send(run.alarm.event);
    const ok = await run.simulator.ok(run.alarm.at, run.alarm.at + 600_000);
    await run.setNow(run.alarm.at + 602_000);
    expect((await run.send(ok)).output).toMatchObject({ decision: 'resolve' });
    expect(run.messages.at(-1)).toMatchObject({
      kind: 'resolved',
      text: expect.stringMatching(/is OK again since .*, after 10 min\. The cause named was: Version 42/),
    });
    expect((await run.workflow.run(ok, 'again')).output).toMatchObject({ reason: 'already-resolved' });
    expect(run.messages).toHaveLength(2);
  });

  it('delivering the OK event first leads to a report that says so', async () => {
    const ok = await run.simulator.ok(run.alarm.at, run.alarm.at + 60_000);
    expect((await run.send(ok)).output).toMatchObject({ decision: 'stop', reason: 'no-open-case' });
    await run.setNow(run.alarm.at + 62_000);
    await run.send(run.alarm.event);
    expect(run.messages.at(-1)).toMatchObject({
      kind: 'report',
      report: { headline: { text: expect.stringContaining('The alarm is already over') } },
    });
  });

  it('is not matched by events that no rule takes', async () => {
    const event = JSON.parse(canonical(run.alarm.event)) as { detail: { state: { value: string } } };
    event.detail.state.value = 'INSUFFICIENT_DATA';
    await expect(run.send(Json.parse(event))).rejects.toMatchObject({ code: 'EventNotMatched' });
  });
});

describe('a person', () => {
  it('starting an execution with an old event gets a new case with fresh answers, delivered nowhere', async () => {
    await run.send(run.alarm.event);
    await run.setNow(run.alarm.at + 2 * 3_600_000);
    const result = await run.workflow.run(run.alarm.event, 'by-hand');
    expect(result.output).toMatchObject({ caseId: expect.stringContaining('-replay-') });
    expect(await cases()).toBe(2);
    expect(run.messages).toHaveLength(1);
    const { caseId } = result.output as { caseId: string };
    expect((await run.store.get(paths.report(caseId, 1, 'json')))?.value).toMatchObject({
      replayOf: expect.stringContaining('-local-'),
    });
  });

  it('replaying with mixed tools asks AWS nothing that is in the recording', async () => {
    const first = (await run.send(run.alarm.event)).output as { caseId: string };
    const requests = async () => (await readFile(join(run.root, 'simulator.log'), 'utf8')).split('\n').length;
    const before = await requests();
    const input = { replay: { caseId: first.caseId, tools: 'mixed', deliver: ['terminal'] } };
    const result = await run.workflow.run(input, 'replay');
    expect(result.output).toMatchObject({ caseId: expect.stringContaining('-replay-') });
    expect(await requests()).toBe(before);
    expect(run.messages.at(-1)).toMatchObject({ kind: 'report', replay: true });
  });
});
