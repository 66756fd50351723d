import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { folderStore } from '../../adapters/folder-store.ts';
import { memoryStore } from '../../adapters/memory-store.ts';
import type { CaseStore } from '../../core/ports.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.each<[string, () => CaseStore]>([
  ['folder', () => folderStore(folder)],
  ['memory', () => memoryStore()],
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
