import type { CaseStore } from '../../core/ports.ts';
import { decodeRecord, encodeRecord, etagOf } from './record-text.ts';

/** Records in memory: where a replay works, so that it never touches the recording. */
export function memoryStore(): CaseStore {
  const texts = new Map<string, string>();
  return {
    async get(path) {
      const text = texts.get(path);
      return text === undefined ? undefined : { value: decodeRecord(path, text), etag: etagOf(text) };
    },
    async putIfAbsent(path, value) {
      if (texts.has(path)) return false;
      texts.set(path, encodeRecord(path, value));
      return true;
    },
    async replaceIf(path, value, etag) {
      const text = texts.get(path);
      if ((text === undefined ? undefined : etagOf(text)) !== etag) return false;
      texts.set(path, encodeRecord(path, value));
      return true;
    },
    async list(prefix) {
      return [...texts.keys()].filter((path) => path.startsWith(prefix)).sort();
    },
  };
}
