import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryStore } from '../../../adapters/stores/memory-store.ts';
import type { Json } from '../../../core/canonical.ts';
import type { CaseStore } from '../../../core/ports.ts';
import { type KeptCase, copyOf, fieldsOf, keptCase, rehash, storeOf } from '../../harness/kept-case.ts';
import { type Verification, verificationJson, verifyCase } from '../../../core/report/verify/verify-case.ts';
import { dialects } from '../../../mcp/dialects/dialects.ts';

let kept: KeptCase;
let forged: KeptCase;
/** All that was written of the case, in its order. */
const writes: [name: string, value: Json][] = [];
beforeAll(async () => {
  const store = memoryStore();
  const wrote = (path: string, value: Json) => {
    const [, name] = /^cases\/[^/]+\/(.*)$/.exec(path) ?? [];
    if (name !== undefined) writes.push([name, structuredClone(value)]);
  };
  const watched: CaseStore = {
    ...store,
    putIfAbsent: async (path, value) => {
      const done = await store.putIfAbsent(path, value);
      if (done) wrote(path, value);
      return done;
    },
    replaceIf: async (path, value, etag) => {
      const done = await store.replaceIf(path, value, etag);
      if (done) wrote(path, value);
      return done;
    },
  };
  kept = await keptCase({ scenario: 'no-stack', store: watched });
}, 60_000);
beforeEach(() => {
  forged = copyOf(kept);
});

const verified = async (): Promise<Verification> =>
  verifyCase(await storeOf(forged), forged.caseId, dialects);

describe('verify finds in the folder', () => {
  it('a record that is no record, listed or not', async () => {
    forged.records.set('notes.md', 'The cause is the network.');
    expect((await verified()).failures).toContain('notes.md: no run of this case would have left it.');
    rehash(forged);
    expect((await verified()).failures).toContain('notes.md: no run of this case would have left it.');
  });

  it('a record that the manifest does not list, and one that it lists wrongly', async () => {
    const listed = fieldsOf(forged, 'manifest.json')['records'] as Record<string, string>;
    delete listed['calls/P1.1.json'];
    listed['gone.json'] = '0'.repeat(64);
    listed['config.json'] = '0'.repeat(64);
    const { failures } = await verified();
    expect(failures).toContain('calls/P1.1.json: the manifest does not list it.');
    expect(failures).toContain('gone.json: the manifest lists it, and it is missing.');
    expect(failures).toContain('config.json: changed since the manifest was written.');
  });

  it('a manifest of another case', async () => {
    fieldsOf(forged, 'manifest.json')['caseId'] = '000000000000-live';
    expect((await verified()).failures).toContain('manifest.json: is of case 000000000000-live.');
  });

  it('a record that can not be read, and goes on', async () => {
    forged.records.set('calls/P1.1.json', { v: 3 });
    const { state, failures } = await verified();
    expect(state).toBe('does-not-hold');
    expect(failures.join('\n')).toMatch(/calls\/P1\.1\.json: id: /);
  });

  it('nothing more if the event can not be read', async () => {
    forged.records.set('event.json', { v: 3 });
    expect((await verified()).failures.join('\n')).toMatch(/^event\.json: caseId: /);
  });

  it('questions that nothing can be derived from, without breaking', async () => {
    const round = fieldsOf(forged, 'rounds/1/ask.json');
    for (const probe of round['probes'] as Record<string, unknown>[])
      probe['args'] = { from: 'never', to: 7 };
    rehash(forged);
    expect((await verified()).state).toBe('does-not-hold');
  });
});

describe('a case that was interrupted', () => {
  /** What was written of it until then. */
  const until = (count: number): KeptCase => ({
    caseId: kept.caseId,
    records: new Map(structuredClone(writes.slice(0, count))),
  });
  const before = (name: string) => until(writes.findIndex(([written]) => written === name));

  it('at any moment is told so, and never as tampered with', async () => {
    const first = writes.findIndex(([name]) => name === 'event.json') + 1;
    const holding: string[] = [];
    for (let count = first; count <= writes.length; count++) {
      const [newest = ''] = writes[count - 1] ?? [];
      forged = until(count);
      const { state, failures, missing } = await verified();
      expect({ newest, failures }).toEqual({ newest, failures: [] });
      expect({ newest, state }).toEqual({ newest, state: missing.length > 0 ? 'interrupted' : 'holds' });
      if (state === 'holds') holding.push(newest);
    }
    // Each report, and each late look, ends with the manifest.
    expect(holding).toEqual(writes.map(([name]) => name).filter((name) => name === 'manifest.json'));
  }, 120_000);

  it.each<[string, string[]]>([
    ['rounds/1/ask.json', ['rounds/1/ask.json']],
    ['rounds/1/lambda.json', ['rounds/1/lambda.json', 'rounds/2/ask.json']],
    ['verdict-1.json', ['verdict-1.json', 'report-1.json', 'report-1.md']],
    ['report-1.json', ['report-1.json', 'report-1.md']],
    ['rounds/4/cloudformation.json', ['rounds/4/cloudformation.json', 'rounds/5/ask.json']],
    ['verdict-2.json', ['verdict-2.json', 'report-2.json', 'report-2.md']],
  ])('before %s says what is missing', async (name, missing) => {
    forged = before(name);
    const told = await verified();
    expect(told.state).toBe('interrupted');
    expect(told.missing).toEqual(expect.arrayContaining(missing));
  });

  it('without its manifest misses that', async () => {
    forged.records.delete('manifest.json');
    expect(await verified()).toMatchObject({
      state: 'interrupted',
      failures: [],
      missing: ['manifest.json'],
    });
  });

  it('or ended before its late looks, as a run without waits does, says that nobody can tell', async () => {
    forged = before('rounds/4/ask.json');
    const { state, uncheckable } = await verified();
    expect(state).toBe('holds');
    expect(uncheckable.join('\n')).toMatch(/whether late evidence was looked for: /);
  });

  it('and was tampered with does not hold', async () => {
    forged = before('rounds/5/ask.json');
    fieldsOf(forged, 'report-1.json')['k'] = 9;
    expect((await verified()).state).toBe('does-not-hold');
  });

  it('is not what is said of a case that lost its evidence, or has that of an earlier look', async () => {
    forged.records.delete('evidence.json');
    rehash(forged);
    expect((await verified()).failures.join('\n')).toMatch(/evidence\.json: is missing, and the manifest/);
    forged = copyOf(kept);
    const early = writes.find(([name]) => name === 'evidence.json');
    forged.records.set('evidence.json', early?.[1] ?? null);
    rehash(forged);
    expect((await verified()).state).toBe('does-not-hold');
  });

  it('is not what is said of a case whose middle is gone', async () => {
    forged.records.delete('verdict-1.json');
    forged.records.delete('manifest.json');
    const { state, failures } = await verified();
    expect(state).toBe('does-not-hold');
    expect(failures).toContain('verdict-1.json: is missing.');
  });
});

describe('what nobody could find out from the case alone', () => {
  it('is told once per kind, with the reason, and is no failure', async () => {
    const verification = await verified();
    expect(verification).toMatchObject({ state: 'holds', failures: [], missing: [] });
    const told = verification.uncheckable.map((line) => line.split(':')[0]);
    expect(new Set(told).size).toBe(told.length);
    expect(verification.uncheckable.join('\n')).toMatch(/how long calls took: /);
    expect(verificationJson(verification)).toMatchObject({
      ok: true,
      state: 'holds',
      uncheckable: told.map(() => expect.any(String)),
    });
  });

  it('is how long a call took', async () => {
    fieldsOf(forged, 'calls/P1.1.json')['durationMs'] = 7;
    rehash(forged);
    expect((await verified()).failures).toEqual([]);
  });
});
