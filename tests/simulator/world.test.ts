import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../../adapters/package-files.ts';
import { firstAlarm, startingAlarm } from '../../simulator/alarms/event.ts';
import { loadScenario, loadTruth } from '../../simulator/language/load.ts';
import type { Series } from '../../simulator/world/metrics.ts';
import { MINUTE, SCENARIOS, type Built, buildVariant, builtOf, fileOf } from './worlds.ts';

/** A hash of everything that can be read of a world; of its log lines those of twenty minutes. */
function hashOf({ world, alarms }: Built): string {
  const hash = createHash('sha256');
  const add = (what: unknown) => hash.update(`${JSON.stringify(what)}\n`);
  for (const series of world.metrics.all()) add([series, series.samples(world.start - MINUTE, world.end)]);
  const from = world.start + 85 * MINUTE;
  for (const group of world.logGroups.values()) add([group, group.lines(from, from + 20 * MINUTE)]);
  add([world.trail, world.stackEvents, [...world.histories], [...world.mappings], [...alarms]]);
  return hash.digest('hex');
}

/** Is it told so many seconds late, from and to? Times may be rounded to milliseconds. */
function isLate(
  [from, to]: readonly [number, number],
  { t, toldAt }: { t: number; toldAt: number },
): boolean {
  return toldAt - t >= from * 1_000 && toldAt - t <= to * 1_000 + 1;
}

describe.each(SCENARIOS)('the world of %s', (id) => {
  it('is the same to the byte from the same seed, and another from another', async () => {
    const once = hashOf(await builtOf(id));
    expect(hashOf(await buildVariant(id, {}))).toBe(once);
    expect(hashOf(await buildVariant(id, { seed: 6 }))).not.toBe(once);
  });

  it('tells everything later than it happens, and as late as its sources are', async () => {
    const { scenario, world } = await builtOf(id);
    const { cloudtrail, logs, metrics } = scenario.lag;
    expect(world.trail.filter((event) => !isLate(cloudtrail, event))).toEqual([]);
    for (const group of world.logGroups.values()) {
      const lines = group.lines(world.start, world.end);
      expect(lines.filter(({ t, ingestedAt: toldAt }) => !isLate(logs, { t, toldAt }))).toEqual([]);
    }
    // What a metric filter counts comes as late as the line.
    const soonest = Math.min(metrics[0], logs[0]) * 1_000;
    for (const { namespace, samples } of world.metrics.all().map(read)) {
      const early = samples.filter(
        ({ t, toldAt }) => toldAt < t + (namespace.startsWith('AWS/') ? metrics[0] * 1_000 : soonest),
      );
      expect(early).toEqual([]);
    }

    function read(series: Series) {
      return { namespace: series.namespace, samples: series.samples(world.start, world.end) };
    }
  });

  it('has an alarm that goes off with other seeds, other names and a weaker fault as well', async () => {
    const seeds = [2, 3, 4, 5].map((seed) => ({ seed }));
    for (const variant of [...seeds, { amplitude: 0.7 }, { prefix: 'acme-prod_' }]) {
      const { world, alarms } = await buildVariant(id, variant);
      expect(firstAlarm(world, alarms).state).toBe('ALARM');
    }
  });
});

/** Those in which something is wrong. */
const FAULTY = SCENARIOS.filter((id) => readFileSync(fileOf(id), 'utf8').includes('fault: true'));

it.each(FAULTY)('%s has an alarm that stays OK without the fault', async (id) => {
  const { scenario, world, alarms } = await buildVariant(id, { healthy: true });
  expect(JSON.stringify(scenario)).not.toContain('"fault":true');
  expect(alarms.get(startingAlarm(world).name)).toEqual([]);
});

describe('a scenario', () => {
  it.each(SCENARIOS)('%s does not show its truth to the simulator', async (id) => {
    const truth = await loadTruth(fileOf(id));
    const scenario = JSON.stringify(await loadScenario(fileOf(id)));
    expect(scenario).not.toMatch(/"(truth|onset|accept|mechanism|nothingWrong|cannotBeKnown)":/);
    expect(scenario).not.toContain(JSON.stringify(truth));
  });

  it('is read without its truth wherever the simulator reads one', async () => {
    const files = await readdir(packageFile('simulator'), { recursive: true });
    // Its language reads scenarios, and what shows or checks one is no part of what answers.
    const sources = files.filter((name) => name.endsWith('.ts') && !/^(?:language|show|tools)\//.test(name));
    expect(sources.length).toBeGreaterThan(10);
    for (const name of sources) {
      expect(await readFile(packageFile(`simulator/${name}`), 'utf8')).not.toMatch(/\bloadTruth\b|\bTruth\b/);
    }
  });
});
