import { systemClock } from '../../adapters/workflow/system-clock.ts';
import { resolveIncident } from '../resolve-incident.ts';
import { caseStore } from './case-store.ts';
import { deployed } from './deployed.ts';
import { publishers } from './publishers.ts';

const ports = { store: caseStore(), publishers: publishers(), clock: systemClock };

export const handler = deployed((payload) => resolveIncident(payload, ports));
