import type * as z from 'zod';
import { childrenOf } from '../alarms/composite.ts';
import { compile } from '../alarms/expression.ts';
import { filterMatcher } from '../world/logs.ts';
import { overlaps } from './check-overlaps.ts';
import type { ScenarioFile } from './scenario.ts';

interface Problem {
  path: PropertyKey[];
  message: string;
}

/** What a schema can't see: names that don't exist, times out of range, alarms that nothing defines. */
export function checkReferences(scenario: z.infer<typeof ScenarioFile>): Problem[] {
  const problems: Problem[] = [];
  const { functions, tables, queues, streams, apis, dependencies, timeline, alarms } = scenario;
  const needs = (path: PropertyKey[], kind: string, name: string | undefined, ...among: object[]) => {
    if (name === undefined || among.some((group) => Object.hasOwn(group, name))) return;
    const known = among.flatMap((group) => Object.keys(group));
    const hint = known.length > 0 ? `; there are ${known.slice(0, 8).join(', ')}` : '';
    problems.push({ path, message: `there is no ${kind} ${name}${hint}` });
  };

  for (const [name, { uses, needs: variables, environment, alias, version }] of Object.entries(functions)) {
    const at = ['functions', name];
    uses.forEach((use, i) => {
      needs([...at, 'uses', i, 'table'], 'table', use.table, tables);
      needs([...at, 'uses', i, 'function'], 'function', use.function, functions);
      needs([...at, 'uses', i, 'dependency'], 'dependency', use.dependency, dependencies);
      needs([...at, 'uses', i, 'queue'], 'queue', use.queue, queues);
      if (use.function === name)
        problems.push({ path: [...at, 'uses', i], message: `${name} would call itself` });
    });
    for (const variable of Object.keys(variables)) {
      needs([...at, 'needs', variable], 'variable', variable, environment);
    }
    if (alias !== undefined && version === undefined) {
      problems.push({ path: [...at, 'alias'], message: 'an alias points to a version: give `version` too' });
    }
  }
  const cycle = callCycle(scenario);
  if (cycle !== undefined) {
    problems.push({
      path: ['functions', cycle, 'uses'],
      message: `${cycle} calls itself through others, or through a queue`,
    });
  }
  for (const [name, { consumer, deadLetter }] of Object.entries(queues)) {
    needs(['queues', name, 'consumer'], 'function', consumer, functions);
    needs(['queues', name, 'deadLetter', 'queue'], 'queue', deadLetter?.queue, queues);
  }
  for (const [name, { consumer }] of Object.entries(streams)) {
    needs(['streams', name, 'consumer'], 'function', consumer, functions);
  }
  for (const [name, api] of Object.entries(apis)) {
    needs(['apis', name, 'function'], 'function', api.function, functions);
  }

  const end = scenario.minutes * 60_000;
  const roles = Object.fromEntries(
    Object.entries(functions).map(([name, { role }]) => [role ?? `${name}-role`, true]),
  );
  timeline.forEach((entry, i) => {
    const at = ['timeline', i];
    if (entry.at < 0 || entry.at >= end) {
      problems.push({
        path: [...at, 'at'],
        message: `it must lie between the start and ${scenario.minutes}m`,
      });
    }
    needs([...at, 'deploy', 'function'], 'function', entry.deploy?.function, functions);
    needs([...at, 'configure', 'function'], 'function', entry.configure?.function, functions);
    needs([...at, 'concurrency', 'function'], 'function', entry.concurrency?.function, functions);
    needs([...at, 'capacity', 'table'], 'table', entry.capacity?.table, tables);
    needs([...at, 'permission', 'role'], 'role', entry.permission?.role, roles);
    needs([...at, 'mapping', 'source'], 'queue or stream', entry.mapping?.source, queues, streams);
    needs([...at, 'traffic', 'to'], 'source of traffic', entry.traffic?.to, functions, queues, streams, apis);
    needs([...at, 'slow', 'dependency'], 'dependency', entry.slow?.dependency, dependencies);
    needs([...at, 'unavailable', 'dependency'], 'dependency', entry.unavailable?.dependency, dependencies);
    needs([...at, 'payload', 'function'], 'function', entry.payload?.function, functions);
    needs([...at, 'poison', 'source'], 'queue or stream', entry.poison?.source, queues, streams);
    needs([...at, 'burst', 'function'], 'function', entry.burst?.function, functions);
    const burst = entry.burst;
    if (burst && burst.type === undefined && functions[burst.function]?.errors.length === 0) {
      problems.push({
        path: [...at, 'burst'],
        message: `${burst.function} has no errors: give the type of one`,
      });
    }
  });

  checkAlarms(scenario, problems);
  problems.push(...overlaps(scenario));
  const groups = new Set([
    ...Object.keys(scenario.logGroups),
    ...Object.entries(functions).map(([name, { logGroup }]) => logGroup ?? `/aws/lambda/${name}`),
  ]);
  scenario.metricFilters.forEach(({ logGroup, pattern }, i) => {
    if (!groups.has(logGroup)) {
      problems.push({ path: ['metricFilters', i, 'logGroup'], message: `nothing writes to ${logGroup}` });
    }
    if (filterMatcher(pattern) === undefined) {
      problems.push({ path: ['metricFilters', i, 'pattern'], message: 'such a pattern is not simulated' });
    }
  });
  if (
    alarms.length > 0 &&
    scenario.alarm !== undefined &&
    !alarms.some(({ name }) => name === scenario.alarm)
  ) {
    problems.push({ path: ['alarm'], message: `there is no alarm ${scenario.alarm}` });
  }
  if ('onset' in scenario.truth && (scenario.truth.onset < 0 || scenario.truth.onset >= end)) {
    problems.push({
      path: ['truth', 'onset'],
      message: `it must lie between the start and ${scenario.minutes}m`,
    });
  }
  return problems;
}

function checkAlarms({ alarms }: z.infer<typeof ScenarioFile>, problems: Problem[]): void {
  const names = new Set(alarms.map(({ name }) => name));
  alarms.forEach((alarm, i) => {
    const at = ['alarms', i];
    if (alarms.findIndex(({ name }) => name === alarm.name) !== i) {
      problems.push({ path: [...at, 'name'], message: `there are two alarms ${alarm.name}` });
    }
    if (alarm.datapointsToAlarm !== undefined && alarm.datapointsToAlarm > alarm.evaluationPeriods) {
      problems.push({ path: [...at, 'datapointsToAlarm'], message: 'it can’t exceed evaluationPeriods' });
    }
    const { composite, math } = alarm;
    const [key, text] =
      math === undefined ? ['rule', composite?.rule ?? ''] : ['expression', math.expression];
    if (bracketDepth(text) > MAX_BRACKETS) {
      const path = [...at, math === undefined ? 'composite' : 'math', key];
      problems.push({ path, message: `its brackets are nested deeper than ${MAX_BRACKETS}` });
      return;
    }
    for (const child of alarm.composite === undefined ? [] : childrenOf(alarm.composite.rule)) {
      if (!names.has(child)) {
        problems.push({ path: [...at, 'composite', 'rule'], message: `there is no alarm ${child}` });
      }
    }
    if (alarm.math !== undefined) {
      const compiled = compile(alarm.math.expression, Object.keys(alarm.math.metrics));
      if ('problem' in compiled) {
        problems.push({ path: [...at, 'math', 'expression'], message: compiled.problem });
      }
    }
    if ((alarm.promql ?? alarm.log) !== undefined && alarm.states.length === 0) {
      problems.push({ path: [...at, 'states'], message: 'it can’t be evaluated here: give its states' });
    }
  });
}

/** A function that calls itself through others or through queues, so that calls never end, if there is one. */
function callCycle({ functions, queues }: z.infer<typeof ScenarioFile>): string | undefined {
  const called = new Map(
    Object.entries(functions).map(([name, { uses }]) => {
      const next = uses.map(({ function: callee, queue }) => callee ?? queues[queue ?? '']?.consumer);
      return [name, new Set(next.filter((one, i) => one !== undefined && uses[i]?.function !== name))];
    }),
  );
  return Object.keys(functions).find((name) => {
    const reached = new Set(called.get(name));
    // What is added while it is walked is walked too.
    for (const one of reached) for (const next of called.get(one ?? '') ?? []) reached.add(next);
    return reached.has(name);
  });
}

const MAX_BRACKETS = 50;

/** How deep brackets stand within each other: whatever reads them recurses. */
function bracketDepth(text: string): number {
  let depth = 0;
  let most = 0;
  for (const char of text) {
    if (char === '(' || char === '[') most = Math.max(most, ++depth);
    else if (char === ')' || char === ']') depth--;
  }
  return most;
}
