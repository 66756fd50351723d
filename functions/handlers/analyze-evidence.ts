import { systemClock } from '../../adapters/workflow/system-clock.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { analyzeEvidence } from '../analyze-evidence.ts';
import { caseStore } from './case-store.ts';
import { deployed } from './deployed.ts';

const ports = { store: caseStore(), dialects, clock: systemClock };

export const handler = deployed((payload) => analyzeEvidence(payload, ports));
