import { readScenario } from '../simulator/language/load.ts';
import { readFileSync } from 'node:fs';
for (const f of process.argv.slice(2)) { const r = readScenario(readFileSync(f,'utf8')); if ('problems' in r) for (const p of r.problems) console.log(`${f.split('/').at(-1)}:${p.line}:${p.column}  ${p.path}: ${p.message}`); else console.log(f,'OK'); }
