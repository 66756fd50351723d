import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Json } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import type { CaseStore, Stored } from '../../core/ports.ts';
import { errorCode } from '../error-code.ts';
import { readText } from './read-text.ts';
import { MAX_RECORD_BYTES, decodeRecord, encodeRecord, etagOf } from './record-text.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Records as files below a folder. Files appear whole: written beside, then linked (if absent) or renamed.
 * `replaceIf` is safe among the tasks of one process only; several processes on one folder would need S3.
 */
export function folderStore(root: string): CaseStore {
  const base = resolve(root);
  const locks = new Map<string, Promise<unknown>>();

  function fileOf(path: string): string {
    const file = resolve(base, path);
    if (file !== base && !file.startsWith(base + sep)) throw new TypeError(`${path} is outside of the store`);
    return file;
  }

  async function get(path: string): Promise<Stored | undefined> {
    const text = await readIfThere(fileOf(path), path);
    return text === undefined ? undefined : { value: decodeRecord(path, text), etag: etagOf(text) };
  }

  async function write(path: string, value: Json, replace: boolean): Promise<boolean> {
    return writeWhole(fileOf(path), encodeRecord(path, value), { replace });
  }

  return {
    get,

    putIfAbsent: (path, value) => write(path, value, false),

    async replaceIf(path, value, etag) {
      const before = locks.get(path) ?? Promise.resolve();
      const turn = before.then(async () => {
        if ((await get(path))?.etag !== etag) return false;
        return write(path, value, true);
      });
      locks.set(
        path,
        turn.catch(() => undefined),
      );
      return turn;
    },

    async list(prefix) {
      const folder = fileOf(prefix.slice(0, prefix.lastIndexOf('/') + 1));
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
        (error: unknown) => {
          if (errorCode(error) === 'ENOENT') return [];
          throw unreadable(prefix, error);
        },
      );
      return entries
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
        .map((entry) => relative(base, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter((path) => path.startsWith(prefix))
        .sort();
    },
  };
}

async function readIfThere(file: string, path: string): Promise<string | undefined> {
  try {
    return await readText(file, {
      maxBytes: MAX_RECORD_BYTES,
      code: 'CaseCorrupt',
      what: path,
      hint: 'Restore it from a copy.',
    });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error instanceof CasefileError ? error : unreadable(path, error);
  }
}

/** What stands there is no file, or may not be read. */
function unreadable(path: string, cause: unknown): CasefileError {
  return new CasefileError(
    'CaseCorrupt',
    `${path} can't be read (${errorCode(cause) ?? 'no reason given'}).`,
    {
      hint: 'Check the folder and its permissions, or restore it from a copy.',
      cause,
    },
  );
}
