import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Of 1,000 objects each: far more than a run writes, and an end. */
const MAX_PAGES = 100;

export async function bucketsNamed(s3: S3Client, prefix: string): Promise<string[]> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListBucketsCommand({ Prefix: prefix, ContinuationToken: token, MaxBuckets: 100 }),
    );
    names.push(...(page.Buckets ?? []).flatMap(({ Name = '' }) => (Name.startsWith(prefix) ? [Name] : [])));
    token = page.ContinuationToken;
  } while (token !== undefined);
  return names;
}

/** Versions too, should somebody have switched them on. */
export async function emptyBucket(s3: S3Client, Bucket: string): Promise<void> {
  for (let page = 0; page < MAX_PAGES; page++) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId }) =>
      Key === undefined ? [] : [{ Key, VersionId }],
    );
    if (Objects.length === 0) return;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    const [error] = Errors;
    if (error !== undefined)
      throw new Error(`${Errors.length} objects of ${Bucket}: ${error.Code} ${error.Message}`);
  }
  throw new Error(`${Bucket} is still not empty`);
}

export async function deleteBucket(s3: S3Client, Bucket: string): Promise<void> {
  await emptyBucket(s3, Bucket);
  await s3.send(new DeleteBucketCommand({ Bucket }));
}
