/** Writes the JSON Schema of scenario files, for editors: `npm run schema`. */
import { writeFileSync } from 'node:fs';
import { scenarioSchemaText } from '../simulator/language/schema.ts';

writeFileSync(new URL('../scenarios/scenario.schema.json', import.meta.url), scenarioSchemaText());
