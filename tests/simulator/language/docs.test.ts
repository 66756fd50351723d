import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { packageFile } from '../../../adapters/package-files.ts';
import { scenarioWarnings } from '../../../simulator/tools/scenario-warnings.ts';
import { TRUE_CAUSE_KINDS } from '../../../core/cause-kinds.ts';
import { readScenario } from '../../../simulator/language/load.ts';
import { ScenarioFile } from '../../../simulator/language/scenario.ts';
import { HAPPENING_KINDS } from '../../../simulator/language/timeline.ts';
import { buildWorld } from '../../../simulator/world/world.ts';

const docs = await readFile(packageFile('docs/scenarios.md'), 'utf8');
const blocks = [...docs.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const whole = blocks.filter((text) => /^v: 1$/m.test(text));
const parts = blocks.filter((text) => !whole.includes(text));

/** What a part needs to be a whole. */
const REST = {
  v: 1,
  id: 'rest',
  title: 'The rest',
  start: '2026-03-10T01:30:00Z',
  minutes: 140,
  alarms: [{ name: 'a', metric: { namespace: 'A', name: 'b' }, threshold: 1 }],
  truth: { nothingWrong: true },
};

describe('docs/scenarios.md', () => {
  it('has a minimal example and a worked one, and parts', () => {
    expect([whole.length, parts.length > 8]).toEqual([2, true]);
  });

  it.each(whole.map((text) => [/^id: (.*)$/m.exec(text)?.[1] ?? '', text]))(
    'shows %s, which is sound and goes off as it should',
    (_id, text) => {
      const read = readScenario(text);
      expect(read).not.toHaveProperty('problems');
      if ('problems' in read) return;
      const { truth: _truth, ...scenario } = read.scenario;
      expect(scenarioWarnings(read, buildWorld(scenario))).toEqual([]);
    },
  );

  it.each(parts.map((text) => [text.split('\n')[0] ?? '', text]))(
    'shows a part that fits: %s',
    (first, text) => {
      const part = z.record(z.string(), z.unknown()).parse(parse(text));
      const inPlace = first.startsWith('perMinute') ? { functions: { f: part } } : part;
      const file = { ...REST, ...inPlace };
      expect(ScenarioFile.safeParse(file).error?.issues ?? []).toEqual([]);
    },
  );

  it('has the worked example that is kept as a file', async () => {
    const kept = await readFile(packageFile('tests/fixtures/scenarios/cache-failover.yaml'), 'utf8');
    expect(whole.at(-1)).toBe(kept);
  });

  it('lists exactly the kinds of causes that there are', () => {
    const table = docs.slice(docs.indexOf('\n| kind '), docs.indexOf('\n## Check, show, run'));
    expect([...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, kind]) => kind)).toEqual([...TRUE_CAUSE_KINDS]);
  });

  it('lists every macro of the timeline', () => {
    const section = docs.slice(docs.indexOf('### `timeline`'), docs.indexOf('### How effects spread'));
    expect([...section.matchAll(/^- `(\w+)`:/gm)].map(([, kind]) => kind)).toEqual(HAPPENING_KINDS);
  });

  it('shows every key that a file may have', () => {
    const shown = new Set(blocks.flatMap((text) => [...text.matchAll(/^(\w+):/gm)].map(([, key]) => key)));
    const rare = ['alarm', 'account', 'region', 'seed'];
    expect(Object.keys(ScenarioFile.shape).filter((key) => !shown.has(key) && !rare.includes(key))).toEqual(
      [],
    );
  });
});
