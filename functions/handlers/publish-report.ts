import { consoleLink } from '../../adapters/console-link.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { publishReport } from '../publish-report.ts';
import { caseStore } from './case-store.ts';
import { deployed } from './deployed.ts';
import { environment, given } from './environment.ts';
import { publishers } from './publishers.ts';

const { region, bucket } = environment();
const ports = {
  store: caseStore(),
  publishers: publishers(),
  clock: systemClock,
  linkTo: consoleLink(region, given(bucket, 'CASEFILE_BUCKET')),
};

export const handler = deployed((payload) => publishReport(payload, ports));
