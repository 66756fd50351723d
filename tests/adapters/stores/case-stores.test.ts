import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { folderStore } from '../../../adapters/stores/folder-store.ts';
import { memoryStore } from '../../../adapters/stores/memory-store.ts';
import { s3Store } from '../../../adapters/stores/s3-store.ts';
import type { CaseStore } from '../../../core/ports.ts';
import { installMinistack } from '../../peers/install.ts';
import { type Peer, startMinistack } from '../../peers/peer-process.ts';

/** S3 as an independent emulator understands it; without it, that part of the suite is skipped. */
const ministack = installMinistack();
let peer: Peer | undefined;
let s3: S3Client;
let prefixes = 0;
beforeAll(async () => {
  if ('skipped' in ministack) return;
  peer = await startMinistack(ministack.program);
  s3 = new S3Client({
    endpoint: peer.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await s3.send(new CreateBucketCommand({ Bucket: 'cases' }));
});
afterAll(async () => {
  s3?.destroy();
  await peer?.close();
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.each<[string, () => CaseStore]>([
  ['folder', () => folderStore(folder)],
  ['memory', () => memoryStore()],
  ...('skipped' in ministack
    ? []
    : ([['S3', () => s3Store(s3, 'cases', `${++prefixes}/`)]] satisfies [string, () => CaseStore][])),
])('the %s store', (_name, make) => {
  it('gives back what was put, and nothing for what was not', async () => {
    const store = make();
    expect(await store.putIfAbsent('cases/a/x.json', { b: 1, a: [null, 'é'] })).toBe(true);
    expect((await store.get('cases/a/x.json'))?.value).toEqual({ a: [null, 'é'], b: 1 });
    expect(await store.get('cases/a/y.json')).toBeUndefined();
  });

  it('keeps the first of many that put the same record', async () => {
    const store = make();
    const put = await Promise.all(Array.from({ length: 20 }, (_, i) => store.putIfAbsent('a.json', { i })));
    expect(put.filter(Boolean)).toHaveLength(1);
    expect((await store.get('a.json'))?.value).toEqual({ i: put.indexOf(true) });
  });

  it('replaces only what is still as it was read', async () => {
    const store = make();
    expect(await store.replaceIf('a.json', { n: 1 }, 'some tag')).toBe(false);
    expect(await store.replaceIf('a.json', { n: 1 }, undefined)).toBe(true);
    const tag = (await store.get('a.json'))?.etag;
    const replaced = await Promise.all(
      Array.from({ length: 10 }, (_, i) => store.replaceIf('a.json', { n: i + 2 }, tag)),
    );
    expect(replaced.filter(Boolean)).toHaveLength(1);
  });

  it('lists by prefix, in order', async () => {
    const store = make();
    for (const path of ['c/2.json', 'c/10.json', 'c/1/x.md', 'd/1.json']) await store.putIfAbsent(path, 'x');
    expect(await store.list('c/')).toEqual(['c/1/x.md', 'c/10.json', 'c/2.json']);
    expect(await store.list('none/')).toEqual([]);
  });

  it('stores equal values as equal bytes', async () => {
    const store = make();
    await store.putIfAbsent('a.json', { x: 1, y: { b: 2, a: 3 } });
    await store.putIfAbsent('b.json', { y: { a: 3, b: 2 }, x: 1 });
    expect((await store.get('a.json'))?.etag).toBe((await store.get('b.json'))?.etag);
  });
});

describe('the folder store', () => {
  it('leaves no half-written file behind', async () => {
    const store = folderStore(folder);
    await store.putIfAbsent('a.json', { n: 1 });
    await store.putIfAbsent('a.json', { n: 2 });
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('does not leave its folder', async () => {
    await expect(folderStore(folder).get('../x.json')).rejects.toThrow(/outside/);
  });
});
