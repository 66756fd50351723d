import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DirectLink } from '../../core/ports.ts';
import { HOUR, SECOND, iso } from '../../core/time.ts';

/** No longer than a night's shift. */
const WANTED_MS = 8 * HOUR;

/**
 * Signs links to objects of a bucket. A link ends with the session that signed it, whatever it says itself, so that is
 * the time that is told; a function is not told when its session ends.
 */
export function presignedLink(
  client: S3Client,
  bucket: string,
): (path: string, now: number) => Promise<DirectLink> {
  return async (path, now) => {
    const { expiration, sessionToken } = await client.config.credentials();
    const wanted = now + WANTED_MS;
    const until = Math.min(wanted, expiration?.getTime() ?? wanted);
    const command = new GetObjectCommand({ Bucket: bucket, Key: path });
    const expiresIn = Math.max(60, Math.floor((until - now) / SECOND));
    const url = await getSignedUrl(client, command, { expiresIn });
    return { url, until: iso(until), uncertain: expiration === undefined && sessionToken !== undefined };
  };
}
