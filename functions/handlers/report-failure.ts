import { snsPublisher } from '../../adapters/channels/sns.ts';
import { reportFailure } from '../report-failure.ts';
import { deployed } from './deployed.ts';
import { snsClient } from './sns-client.ts';
import { environment, given } from './environment.ts';

const { region, failuresTopic } = environment();
const topic = given(failuresTopic, 'CASEFILE_FAILURES_TOPIC');
const ports = { publishers: [snsPublisher(snsClient(region), topic)] };

export const handler = deployed((payload) => reportFailure(payload, ports));
