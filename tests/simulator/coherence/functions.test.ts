import { describe, expect, it } from '@jest/globals';
import type { FunctionHistory, Settings } from '../../../simulator/engine/function-history.ts';
import type { World } from '../../../simulator/world/world.ts';
import { MINUTE, SCENARIOS, builtOf } from '../worlds.ts';
import { type Logged, readLog } from './function-log.ts';

/** Sums of a function's metric, minute by minute from the start on, and some minutes more. */
function sums(world: World, name: string, metric: string): number[] {
  const series = world.metrics.find('AWS/Lambda', metric, { FunctionName: name });
  return Array.from({ length: world.scenario.minutes + 5 }, (_, minute) => {
    const from = world.start + minute * MINUTE;
    return (series?.samples(from, from + MINUTE) ?? []).reduce((sum, { v, n }) => sum + v * n, 0);
  });
}

/** The same of what a log tells. */
function logged(world: World, log: readonly Logged[], valueOf: (one: Logged) => number): number[] {
  const all = Array.from({ length: world.scenario.minutes + 5 }, () => 0);
  for (const one of log) {
    const minute = Math.floor((one.beganAt - world.start) / MINUTE);
    all[minute] = (all[minute] ?? 0) + valueOf(one);
  }
  return all;
}

/** Settings that an invocation may have had: an update reaches what runs within seconds. */
function settingsOf(history: FunctionHistory, { version, beganAt }: Logged): Settings[] {
  if (version === '$LATEST') {
    const from = history.latest.findLastIndex(({ t }) => t <= beganAt - 20_000);
    return history.latest.filter(({ t }, i) => i >= from && t <= beganAt).map(({ settings }) => settings);
  }
  const published = history.versions.filter(
    (one) => String(one.version) === version && one.publishedAt <= beganAt,
  );
  return published.map(({ settings }) => settings);
}

describe.each(SCENARIOS)('in %s', (id) => {
  it('functions log what their metrics count, minute by minute', async () => {
    const { world } = await builtOf(id);
    for (const history of world.histories.values()) {
      const { name } = history;
      const log = readLog(world, history);
      expect({ name, counts: logged(world, log, () => 1) }).toEqual({
        name,
        counts: sums(world, name, 'Invocations'),
      });
      expect({ name, counts: logged(world, log, ({ failed }) => (failed ? 1 : 0)) }).toEqual({
        name,
        counts: sums(world, name, 'Errors'),
      });
      const durations = logged(world, log, ({ durationMs }) => durationMs);
      const counts = logged(world, log, () => 1);
      const wrong = sums(world, name, 'Duration').filter(
        // REPORT has two decimals.
        (sum, minute) => Math.abs(sum - (durations[minute] ?? 0)) > 0.006 * ((counts[minute] ?? 0) + 1),
      );
      expect({ name, wrong }).toEqual({ name, wrong: [] });
    }
  });

  it('request ids are unique', async () => {
    const { world } = await builtOf(id);
    const ids = world.invocations.map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('an alias has its own metrics of the versions that it runs; without one all is $LATEST', async () => {
    const { world } = await builtOf(id);
    for (const history of world.histories.values()) {
      const { name, definition } = history;
      const versions = new Set(readLog(world, history).map(({ version }) => version));
      expect(versions.has('$LATEST')).toBe(versions.size > 0 && definition.alias === undefined);
      const samplesOf = (dimensions: Record<string, string>) =>
        world.metrics.find('AWS/Lambda', 'Errors', dimensions)?.samples(world.start, world.end);
      const ofAlias = samplesOf({ FunctionName: name, Resource: `${name}:${definition.alias}` });
      expect(ofAlias).toEqual(definition.alias === undefined ? undefined : samplesOf({ FunctionName: name }));
    }
  });

  it('every stream is of a version that there was, with its memory and its timeout', async () => {
    const { world } = await builtOf(id);
    for (const history of world.histories.values()) {
      const wrong = readLog(world, history).filter((one) => {
        const { stream, version, memoryMb, timedOutAfter } = one;
        const settings = settingsOf(history, one);
        return !(
          stream.includes(`[${version}]`) &&
          settings.some((had) => had.memoryMb === memoryMb) &&
          settings.some((had) => timedOutAfter === undefined || had.timeoutSeconds === timedOutAfter)
        );
      });
      expect(wrong).toEqual([]);
    }
  });
});
