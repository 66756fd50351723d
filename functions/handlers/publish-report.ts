import { S3Client } from '@aws-sdk/client-s3';
import { consoleLink } from '../../adapters/channels/console-link.ts';
import { presignedLink } from '../../adapters/stores/presigned-link.ts';
import { systemClock } from '../../adapters/workflow/system-clock.ts';
import { publishReport } from '../publish-report.ts';
import { caseStore } from './case-store.ts';
import { deployed } from './deployed.ts';
import { environment, given } from './environment.ts';
import { publishers } from './publishers.ts';

const { region, bucket, config } = environment();
const cases = given(bucket, 'CASEFILE_BUCKET');
const ports = {
  store: caseStore(),
  publishers: publishers(),
  clock: systemClock,
  linkTo: consoleLink(region, cases),
  directLinkTo: config.presignedLinks ? presignedLink(new S3Client({ region }), cases) : undefined,
};

export const handler = deployed((payload) => publishReport(payload, ports));
