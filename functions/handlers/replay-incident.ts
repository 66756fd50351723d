import { SFNClient } from '@aws-sdk/client-sfn';
import { sfnWorkflow } from '../../adapters/workflow/sfn-workflow.ts';
import { systemClock } from '../../adapters/workflow/system-clock.ts';
import { replayIncident } from '../replay-incident.ts';
import { deployed } from './deployed.ts';
import { environment, given } from './environment.ts';

const { region, stateMachine } = environment();
const workflow = sfnWorkflow(new SFNClient({ region }), given(stateMachine, 'CASEFILE_STATE_MACHINE'));

export const handler = deployed((payload) => replayIncident(payload, { workflow, clock: systemClock }));
