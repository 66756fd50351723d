import { systemClock } from '../../adapters/system-clock.ts';
import { publishReport } from '../publish-report.ts';
import { caseStore } from './case-store.ts';
import { deployed } from './deployed.ts';
import { publishers } from './publishers.ts';

const ports = { store: caseStore(), publishers: publishers(), clock: systemClock };

export const handler = deployed((payload) => publishReport(payload, ports));
