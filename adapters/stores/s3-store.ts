import {
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { Json } from '../../core/canonical.ts';
import type { CaseStore, Stored } from '../../core/ports.ts';
import { CasefileError } from '../../core/errors.ts';
import { MAX_RECORD_BYTES, decodeRecord, encodeRecord } from './record-text.ts';

const CONTENT_TYPES: Record<string, string> = {
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

/** How often a write is tried again that met another one on its way. */
const MAX_CONFLICTS = 20;

/**
 * Records as objects of a bucket, below `prefix` (which ends with `/`, or is empty). Conditional writes are S3's own:
 * `If-None-Match: *` to create and `If-Match` to replace, so any number of processes may share a bucket.
 */
export function s3Store(client: S3Client, bucket: string, prefix = ''): CaseStore {
  const object = (path: string) => ({ Bucket: bucket, Key: `${prefix}${path}` });

  async function put(path: string, value: Json, condition: Partial<PutObjectCommandInput>): Promise<boolean> {
    const command = new PutObjectCommand({
      ...object(path),
      ...condition,
      Body: encodeRecord(path, value),
      ContentType: CONTENT_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8',
    });
    for (let attempt = 1; ; attempt++) {
      try {
        await client.send(command);
        return true;
      } catch (error) {
        if (hasStatus(error, 412)) return false;
        // If-Match on what does not exist (any more).
        if (condition.IfMatch !== undefined && hasStatus(error, 404)) return false;
        // Two writes at once: AWS asks one of them to try again.
        if (!hasStatus(error, 409) || attempt >= MAX_CONFLICTS) throw error;
      }
    }
  }

  return {
    async get(path): Promise<Stored | undefined> {
      try {
        const { Body, ETag = '', ContentLength = 0 } = await client.send(new GetObjectCommand(object(path)));
        if (ContentLength > MAX_RECORD_BYTES) {
          throw new CasefileError('CaseCorrupt', `${path} is larger than ${MAX_RECORD_BYTES} bytes.`, {
            hint: 'Restore it from an earlier version of the object.',
          });
        }
        const text = (await Body?.transformToString('utf8')) ?? '';
        return { value: decodeRecord(path, text), etag: ETag };
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw error;
      }
    },

    putIfAbsent: (path, value) => put(path, value, { IfNoneMatch: '*' }),

    replaceIf: (path, value, etag) =>
      put(path, value, etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),

    async list(start) {
      const paths: string[] = [];
      for await (const page of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: `${prefix}${start}` },
      )) {
        for (const { Key } of page.Contents ?? [])
          if (Key !== undefined) paths.push(Key.slice(prefix.length));
      }
      // S3 sorts by bytes, a folder here by UTF-16: the same for the names that there are.
      return paths.sort();
    },
  };
}

function hasStatus(error: unknown, status: number): boolean {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return false;
  const { $metadata } = error;
  return (
    typeof $metadata === 'object' &&
    $metadata !== null &&
    'httpStatusCode' in $metadata &&
    $metadata.httpStatusCode === status
  );
}
