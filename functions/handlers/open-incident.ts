import { caseConfig } from '../../adapters/config/config.ts';
import { systemClock } from '../../adapters/workflow/system-clock.ts';
import { openIncident } from '../open-incident.ts';
import { caseStore } from './case-store.ts';
import { deployed } from './deployed.ts';
import { environment } from './environment.ts';

const ports = {
  store: caseStore(),
  config: caseConfig(environment().config),
  clock: systemClock,
  run: 'live' as const,
};

export const handler = deployed((payload) => openIncident(payload, ports));
