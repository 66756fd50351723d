import { S3Client } from '@aws-sdk/client-s3';
import { s3Store } from '../../adapters/stores/s3-store.ts';
import type { CaseStore } from '../../core/ports.ts';
import { environment, given } from './environment.ts';

/** The bucket's cases. */
export function caseStore(): CaseStore {
  const { region, bucket } = environment();
  return s3Store(new S3Client({ region }), given(bucket, 'CASEFILE_BUCKET'));
}
