import { readScenario } from '../simulator/language/load.ts';
import { scenarioWarnings } from '../cli/scenario-warnings.ts';
import { readFileSync } from 'node:fs';
for (const f of process.argv.slice(2)) { const r = readScenario(readFileSync(f,'utf8')); const t=performance.now(); if ('problems' in r) continue; console.log(f, scenarioWarnings(r), Math.round(performance.now()-t)); }
