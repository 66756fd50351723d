import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CaseWanted, claimCase } from '../../../adapters/stores/claim-case.ts';
import { folderStore } from '../../../adapters/stores/folder-store.ts';
import { processStart, startByPs } from '../../../adapters/stores/process-start.ts';
import { openIncident } from '../../../core/alarm/open-incident.ts';
import { parseAlarmEvent } from '../../../core/alarm/parse-alarm.ts';
import { type CaseConfig, V } from '../../../core/case.ts';
import { alarmKey, paths } from '../../../core/keys.ts';
import type { CaseStore } from '../../../core/ports.ts';

const config: CaseConfig = {
  v: V,
  servers: [],
  budget: { deadlineMs: 1, calls: 1 },
  channels: [],
  targets: {},
};
let root: string;
let store: CaseStore;
let event: unknown;
let wanted: CaseWanted;
let key: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'casefile-claim-'));
  store = folderStore(root);
  event = JSON.parse(await readFile('tests/fixtures/events/single-metric.json', 'utf8'));
  const { alarm } = parseAlarmEvent(event);
  key = alarmKey(alarm.arn, '', alarm.at);
  wanted = {
    store,
    alarm,
    execution: executionCalled('first'),
    madeOf: 'this',
    madeOfWords: 'that',
    settles: true,
  };
});
afterEach(() => rm(root, { recursive: true, force: true }));

function executionCalled(name: string, startedAt = new Date().toISOString()) {
  return { id: `arn:execution:${name}`, name, startedAt };
}

/** What a run leaves behind whose process is not there any more. */
async function killed(change: { pid?: number; host?: string } = {}, name = 'killed', startedAt?: string) {
  const execution = executionCalled(name, startedAt);
  const run = { v: V, host: hostname(), pid: process.pid, started: 'before', since: execution.startedAt };
  await store.putIfAbsent(paths.run(key, 1), { ...run, execution, madeOf: 'this', ...change });
  return execution;
}

describe('a claim of a case', () => {
  it('is had by exactly one of ten processes that try at once', async () => {
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => claimCase(wanted)));
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(9);
    for (const error of refused) expect(error).toMatchObject({ code: 'CaseRunning' });
  });

  it('is had by exactly one of ten where a run was killed, and it goes on with the execution of that', async () => {
    const execution = await killed();
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => claimCase(wanted)));
    const had = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(had).toMatchObject([{ found: 'nothing', execution }]);
  });

  it('names the process that has it, and since when', async () => {
    await claimCase(wanted);
    await expect(claimCase(wanted)).rejects.toMatchObject({
      code: 'CaseRunning',
      message: expect.stringMatching(new RegExp(`^Process ${process.pid} has been at work .* since \\d{4}-`)),
    });
  });

  it('is not given where only the other host can tell whether its process is gone', async () => {
    await killed({ host: 'elsewhere' });
    await expect(claimCase(wanted)).rejects.toMatchObject({
      code: 'CaseRunning',
      message: expect.stringContaining('host elsewhere'),
    });
  });

  it('goes on with a case that was opened, if it is made of the same', async () => {
    const execution = await killed();
    const context = { store, config, execution, now: Date.now(), run: 'local' } as const;
    const { caseId } = await openIncident(event, context);
    await expect(claimCase({ ...wanted, madeOf: 'another' })).rejects.toMatchObject({
      code: 'CaseInTheWay',
      message: `Case ${caseId} is here already, and was made of that.`,
    });
    expect(await claimCase(wanted)).toMatchObject({ found: 'interrupted', caseId, round: 0, execution });
  });

  it('does not go on with one that is too old', async () => {
    const startedAt = new Date(Date.now() - 2 * 3_600_000).toISOString();
    const execution = await killed({}, 'old', startedAt);
    await openIncident(event, { store, config, execution, now: Date.parse(startedAt), run: 'local' });
    await expect(claimCase({ ...wanted, maxAgeMs: 3_600_000 })).rejects.toMatchObject({
      code: 'CaseInTheWay',
      message: expect.stringContaining('more than 1 h ago'),
    });
  });

  it('is nobody’s for an OK event', async () => {
    const ok = { ...wanted, alarm: { ...wanted.alarm, state: 'OK' } };
    expect(await claimCase(ok)).toMatchObject({ found: 'nothing' });
    expect(await claimCase(ok)).toMatchObject({ found: 'nothing' });
  });
});

describe('when a process began', () => {
  it('is the same each time, and not known of one that has ended', async () => {
    const child = execFile(process.execPath, ['-e', 'process.stdin.resume()']);
    const pid = child.pid ?? 0;
    const began = [
      await processStart(pid),
      await processStart(pid),
      await startByPs(pid),
      await startByPs(pid),
    ];
    expect(began.every((one) => one !== undefined)).toBe(true);
    expect([began[0], began[2]]).toEqual([began[1], began[3]]);
    expect(began[0]).not.toBe(await processStart(process.pid));
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
    expect([await processStart(pid), await startByPs(pid)]).toEqual([undefined, undefined]);
  });
});
