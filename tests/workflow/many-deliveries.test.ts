import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { folderStore } from '../../adapters/stores/folder-store.ts';
import { s3Store } from '../../adapters/stores/s3-store.ts';
import type { CaseStore } from '../../core/ports.ts';
import { type Run, openRun } from '../harness/simulated-run.ts';
import { installMinistack } from '../peers/install.ts';
import { type Peer, startMinistack } from '../peers/peer-process.ts';

const ministack = installMinistack();
let peer: Peer | undefined;
let s3: S3Client;
let folder: string;
let prefixes = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-many-'));
  if ('skipped' in ministack) return;
  peer = await startMinistack(ministack.program);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  s3 = new S3Client({ endpoint: peer.endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  await s3.send(new CreateBucketCommand({ Bucket: 'cases' }));
});
afterAll(async () => {
  s3?.destroy();
  await peer?.close();
  await rm(folder, { recursive: true, force: true });
});

let run: Run;
afterEach(() => run.close());

const count = async () => {
  const cases = new Set((await run.store.list('cases/')).map((path) => path.split('/')[1]));
  const kinds = run.messages.map(({ kind }) => kind);
  return { cases: cases.size, reports: kinds.filter((kind) => kind === 'report').length, kinds };
};

describe.each<[string, () => CaseStore]>([
  ['a folder', () => folderStore(join(folder, String(++prefixes)))],
  ...('skipped' in ministack
    ? []
    : ([['S3', () => s3Store(s3, 'cases', `${++prefixes}/`)]] satisfies [string, () => CaseStore][])),
])('with cases in %s', (_where, make) => {
  it('ten deliveries of one event at the same time make one case and one report', async () => {
    run = await openRun({ scenario: 'bad-deploy', store: make() });
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) => run.workflow.run(run.alarm.event, `delivery-${i}`)),
    );
    const outputs = results.map(({ output }) => output as { decision: string; reason?: string });
    expect(outputs.filter(({ decision }) => decision === 'investigate')).toHaveLength(1);
    expect(outputs.filter(({ reason }) => reason === 'duplicate')).toHaveLength(9);
    expect(await count()).toMatchObject({ cases: 1, reports: 1 });
  });

  it('an OK that comes before its ALARM leads to one report, which says that it is over', async () => {
    run = await openRun({ scenario: 'bad-deploy', store: make() });
    const ok = await run.simulator.ok(run.alarm.at, run.alarm.at + 60_000);
    expect((await run.send(ok)).output).toMatchObject({ reason: 'no-open-case' });
    await run.setNow(run.alarm.at + 62_000);
    await run.send(run.alarm.event);
    expect(await count()).toEqual({ cases: 1, reports: 1, kinds: ['report'] });
    expect(run.messages[0]).toMatchObject({
      report: { headline: { text: expect.stringContaining('already over') } },
    });
  });

  it('an alarm that goes off again after it was resolved is a case of its own', async () => {
    run = await openRun({ scenario: 'bad-deploy', store: make() });
    await run.send(run.alarm.event);
    const ok = await run.simulator.ok(run.alarm.at, run.alarm.at + 600_000);
    await run.setNow(run.alarm.at + 602_000);
    await run.send(ok);
    const again = JSON.parse(JSON.stringify(run.alarm.event)) as {
      id: string;
      time: string;
      detail: { state: { timestamp: string } };
    };
    const at = new Date(run.alarm.at + 900_000).toISOString();
    again.id = 'second-firing';
    again.time = at;
    again.detail.state.timestamp = at;
    await run.setNow(run.alarm.at + 902_000);
    await run.workflow.run(JSON.parse(JSON.stringify(again)), again.id);
    expect(await count()).toEqual({ cases: 2, reports: 2, kinds: ['report', 'resolved', 'report'] });
  });
});
