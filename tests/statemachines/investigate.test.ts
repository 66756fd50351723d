import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';

interface StateDefinition {
  Type: string;
  TimeoutSeconds?: number;
  Retry?: unknown[];
  Catch?: unknown[];
  ItemProcessor?: { States: Record<string, StateDefinition> };
  [key: string]: unknown;
}

const text = readFileSync('statemachines/investigate.asl.json', 'utf8');
const machine = JSON.parse(text) as { TimeoutSeconds: number; States: Record<string, StateDefinition> };

function all(states: Record<string, StateDefinition>): [string, StateDefinition][] {
  return Object.entries(states).flatMap(([name, state]) => [
    [name, state] as [string, StateDefinition],
    ...(state.ItemProcessor ? all(state.ItemProcessor.States) : []),
  ]);
}
const states = all(machine.States);
const tasks = states.filter(([, { Type }]) => Type === 'Task');
const kebab = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();

describe('the state machine', () => {
  it('is valid Amazon States Language', () => {
    // The validator writes defaults into what it is given.
    const { isValid, errorsText } = validate(structuredClone(machine));
    expect([isValid, errorsText('\n')]).toEqual([true, '']);
  });

  it('has a file of the same name in functions/ for each Task state, and no others but the two that are none', () => {
    const files = readdirSync('functions').flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);
    const expected = [...tasks.map(([name]) => kebab(name)), 'replay-incident', 'report-failure'];
    expect(files.toSorted()).toEqual(expected.toSorted());
  });

  it('uses nothing that the embedded engine silently ignores', () => {
    for (const [name, state] of states) {
      const ignored = ['QueryLanguage', 'Assign', 'Arguments', 'Output', 'ToleratedFailurePercentage'];
      expect([name, ignored.filter((key) => key in state)]).toEqual([name, []]);
    }
    expect(text).not.toContain('$$.State');
  });

  it('has no null, which the packager drops', () => {
    expect(text).not.toMatch(/:\s*null/);
  });

  it('retries each Task for Lambda’s own transient faults, and beside them only a delivery of unknown outcome', () => {
    for (const [name, { Retry }] of tasks) {
      const delivers = name === 'PublishReport' || name === 'ResolveIncident';
      const [transient, ...others] = (Retry ?? []) as { ErrorEquals: string[] }[];
      expect(transient?.ErrorEquals.every((error) => error.startsWith('Lambda.'))).toBe(true);
      expect([name, others.map(({ ErrorEquals }) => ErrorEquals)]).toEqual([
        name,
        delivers ? [['DeliveryFailed']] : [],
      ]);
    }
  });

  it('catches only where a missing part is a gap or the template speaks', () => {
    const catching = states.filter(([, state]) => state.Catch !== undefined).map(([name]) => name);
    expect(catching.toSorted()).toEqual(['GatherEvidence', 'SummarizeVerdict']);
  });

  it('may run longer than both waits and every task’s timeout together', () => {
    const timeout = (name: string) =>
      states.find(([state]) => state === name)?.[1].TimeoutSeconds ?? Infinity;
    const round = timeout('AnalyzeEvidence') + timeout('GatherEvidence');
    const report = timeout('AnalyzeEvidence') + timeout('SummarizeVerdict') + timeout('PublishReport');
    const waits = 20 * 60;
    const longest = timeout('OpenIncident') + 4 * round + report + 2 * (round + report) + waits;
    expect(longest).toBeLessThan(machine.TimeoutSeconds);
  });
});
