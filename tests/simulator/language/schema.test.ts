import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../../../adapters/package-files.ts';
import { keysAt, scenarioSchemaText, schemasAt } from '../../../simulator/language/schema.ts';

describe('scenarios/scenario.schema.json', () => {
  it('is what the schema of the code says; npm run schema makes it', async () => {
    expect(await readFile(packageFile('scenarios/scenario.schema.json'), 'utf8')).toBe(scenarioSchemaText());
  });

  it('describes what a writer gives, not what is made of it', () => {
    expect(schemasAt(['alarms', 0, 'created'])).toContainEqual(expect.objectContaining({ default: '-90d' }));
    expect(schemasAt(['timeline', 0, 'at'])).toContainEqual(expect.objectContaining({ type: 'string' }));
    expect(keysAt(['series', 3, 'value'])).toEqual(['base', 'steps', 'recurring', 'daily']);
  });
});
