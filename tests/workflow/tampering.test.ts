import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openCaseFolder } from '../../adapters/stores/case-folder.ts';
import { replayRecorded } from '../../run/replay-recorded.ts';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import { Call } from '../../core/case.ts';
import { callHash } from '../../core/evidence/gather.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { investigate } from '../harness/simulated-run.ts';

/** The probe that asks for the function's versions. */
const VERSIONS = 'P11';

let kept: string;
let folder: string;
let store: CaseStore;
let caseId: string;

beforeAll(async () => {
  kept = await mkdtemp(join(tmpdir(), 'casefile-kept-'));
  await investigate({ scenario: 'bad-deploy' }, ({ run, caseId: id }) =>
    cp(join(run.root, paths.caseRoot(id)), join(kept, 'case'), { recursive: true }),
  );
});
afterAll(() => rm(kept, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(kept, 'copy-'));
  await cp(join(kept, 'case'), folder, { recursive: true });
  ({ store, caseId } = await openCaseFolder(folder));
});

const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown;
const write = (name: string, value: unknown) =>
  writeFile(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
const remove = (...names: string[]) => Promise.all(names.map((name) => rm(join(folder, name))));
const failures = async () => (await verifyCase(store, caseId, dialects)).failures;

/** The call that lists the function's versions, with another code hash for version 42: the same as 41's. */
async function sameCode(): Promise<Call> {
  const call = Call.parse(await read(`calls/${VERSIONS}.1.json`));
  if (!('result' in call.outcome)) throw new Error('an answer');
  const { versions } = call.outcome.result as { versions: { version: string; codeSha256: string }[] };
  const [old, broken] = ['41', '42'].map((version) => versions.find((item) => item.version === version));
  if (old === undefined || broken === undefined) throw new Error('both versions');
  broken.codeSha256 = old.codeSha256;
  return call;
}

describe('a copied case', () => {
  it('gives back the same bytes when its outputs are deleted and it is replayed without AWS', async () => {
    const outputs = ['evidence.json', 'verdict-1.json', 'report-1.json', 'report-1.md'];
    const before = await Promise.all(outputs.map((name) => readFile(join(folder, name), 'utf8')));
    await remove(...outputs);
    expect((await replayRecorded(store, caseId)).written.toSorted()).toEqual(outputs.toSorted());
    expect(await Promise.all(outputs.map((name) => readFile(join(folder, name), 'utf8')))).toEqual(before);
  });

  it('gives another verdict when a recorded value is changed together with its hash', async () => {
    const call = await sameCode();
    call.hash = callHash(call);
    await write(`calls/${VERSIONS}.1.json`, call);
    for (const round of [1, 2, 3, 4, 5, 6, 7]) {
      const ask = (await read(`rounds/${round}/ask.json`)) as { used: Record<string, string> };
      if (`${VERSIONS}.1` in ask.used) ask.used[`${VERSIONS}.1`] = call.hash;
      await write(`rounds/${round}/ask.json`, ask);
    }
    await remove('evidence.json', 'verdict-1.json', 'report-1.json', 'report-1.md');
    await replayRecorded(store, caseId);
    const verdict = await latestVerdict(store, caseId);
    const published = verdict?.findings.find(({ kind }) => kind === 'version-published');
    expect(published?.text).toContain('with the code of version 41');
    expect(verdict?.key.top?.kind).toBe('configuration-change');
  });

  it('lists what came out differently and overwrites nothing', async () => {
    const report = (await read('report-1.json')) as { headline: { text: string } };
    report.headline.text = 'It was the network.';
    await write('report-1.json', report);
    const { different } = await replayRecorded(store, caseId);
    expect(different).toEqual(['report-1.json']);
    expect(await read('report-1.json')).toMatchObject({ headline: { text: 'It was the network.' } });
  });

  it('that still waits for late evidence is replayed up to there', async () => {
    const records = await store.list(paths.caseRoot(caseId));
    const asks = await Promise.all(
      [4, 5, 6, 7].map(
        async (round) => (await read(`rounds/${round}/ask.json`)) as { probes: { id: string }[] },
      ),
    );
    const asked = asks.flatMap(({ probes }) => probes.map(({ id }) => `/calls/${id}.`));
    const late = records.filter(
      (path) => /\/rounds\/[4-7]\//.test(path) || asked.some((call) => path.includes(call)),
    );
    await remove(...late.map((path) => path.slice(paths.caseRoot(caseId).length)));
    await remove('evidence.json');
    const { written, different } = await replayRecorded(store, caseId);
    expect({ written, different }).toEqual({ written: ['evidence.json'], different: [] });
  });

  it('is not replayed when a call that the analysis used is gone', async () => {
    await remove('calls/P2.1.json');
    await expect(replayRecorded(store, caseId)).rejects.toMatchObject({
      code: 'CaseCorrupt',
      message: expect.stringContaining('P2.1.json'),
    });
  });

  it('is not replayed when a call does not match its hash', async () => {
    await write(`calls/${VERSIONS}.1.json`, await sameCode());
    await expect(replayRecorded(store, caseId)).rejects.toMatchObject({ code: 'CaseCorrupt' });
  });
});

describe('verify', () => {
  it('finds nothing wrong with an untouched case', async () => {
    expect(await failures()).toEqual([]);
  });

  it('names a call whose recorded value was changed', async () => {
    await write(`calls/${VERSIONS}.1.json`, await sameCode());
    const all = await failures();
    expect(all).toContain(`calls/${VERSIONS}.1.json: its content does not match its hash.`);
    expect(all.join('\n')).toMatch(new RegExp(`evidence\\.json: E${VERSIONS.slice(1)} does not follow`));
    expect(all.join('\n')).toMatch(/F\d+ does not hold: Version 42 .* other code than version 41/);
  });

  it('names a call whose value and hash were changed, since rounds remember the hash', async () => {
    const call = await sameCode();
    call.hash = callHash(call);
    await write(`calls/${VERSIONS}.1.json`, call);
    expect(await failures()).toContain(
      `calls/${VERSIONS}.1.json: its hash is not the one recorded in rounds/2/ask.json.`,
    );
  });

  it('names a call that is gone', async () => {
    await remove(`calls/${VERSIONS}.1.json`);
    expect(await failures()).toContain(`calls/${VERSIONS}.1.json: the analysis used it, and it is missing.`);
  });

  it('names a finding that was made up', async () => {
    const verdict = (await read('verdict-1.json')) as { findings: { predicate: unknown; text: string }[] };
    const [first] = verdict.findings;
    if (first === undefined) throw new Error('a finding');
    first.predicate = { op: 'equals', left: { evidence: 'E0', path: ['name'] }, right: { value: 'other' } };
    await write('verdict-1.json', verdict);
    expect((await failures()).join('\n')).toMatch(/verdict-1\.json: F1 does not hold/);
  });

  it('names a line of the report that cites nothing, or what does not exist', async () => {
    const report = (await read('report-1.json')) as { because: { text: string; cites: string[] }[] };
    report.because.push({ text: 'Trust me.', cites: [] }, { text: 'And me.', cites: ['F99'] });
    await write('report-1.json', report);
    const all = await failures();
    expect(all).toContain('report-1.json: cites nothing: Trust me.');
    expect(all).toContain('report-1.json: cites F99, which does not exist: And me.');
  });
});
