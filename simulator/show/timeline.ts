import { type AlarmHistories, type AlarmState } from '../alarms/evaluate.ts';
import type { Scenario } from '../language/scenario.ts';
import type { World } from '../world/world.ts';
import { numberText, offsetText, oneLine } from '../tools/scenario-text.ts';
import { identityText, macroText } from './macro-text.ts';

export interface Moment {
  /** Milliseconds from the start. */
  offsetMs: number;
  at: string;
  kind: 'macro' | 'change' | 'call' | 'stack' | 'health' | 'aws' | 'alarm';
  text: string;
  /** Of alarms. */
  state?: AlarmState;
  fault: boolean;
}

/** What happens, and what the alarms make of it, in order. */
export function timelineOf(world: World, histories: AlarmHistories): Moment[] {
  const { start, scenario } = world;
  const moments: Moment[] = [];
  const add = (offsetMs: number, kind: Moment['kind'], text: string, fault = false, state?: AlarmState) =>
    moments.push({
      offsetMs,
      at: new Date(start + offsetMs).toISOString(),
      kind,
      text: oneLine(text),
      fault,
      ...(state !== undefined && { state }),
    });
  for (const entry of scenario.timeline) add(entry.at, 'macro', macroText(entry), entry.fault);
  for (const [id, { type, changes }] of Object.entries(scenario.resources)) {
    for (const change of changes) {
      const set = Object.entries(change.set).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
      add(
        change.at,
        'change',
        `${type} ${id}: ${set.join(', ')}; ${change.call} by ${identityText(change.by)}`,
        change.fault,
      );
    }
  }
  for (const call of callsOf(world)) add(call.t - start, 'call', callText(call));
  for (const [stack, { events }] of Object.entries(scenario.stacks)) {
    for (const { at, logicalId, status, reason, fault } of events) {
      add(at, 'stack', `${stack}: ${logicalId} ${status}${reason === undefined ? '' : `: ${reason}`}`, fault);
    }
  }
  for (const { at, until, service, code, fault } of scenario.health.events) {
    add(at, 'health', `${service} ${code}${until === undefined ? '' : ` until ${offsetText(until)}`}`, fault);
  }
  for (const { operation, does, pageSize, from, until } of scenario.aws) {
    const what = `${operation} ${does ?? ''}${pageSize === undefined ? '' : ` pages of ${pageSize}`}`;
    add(from ?? 0, 'aws', `${what}${until === undefined ? '' : ` until ${offsetText(until)}`}`);
  }
  for (const [name, transitions] of histories) {
    for (const { t, state, contributor, datapoints } of transitions) {
      const values = datapoints === undefined ? '' : ` [${datapoints.map(numberText).join(', ')}]`;
      add(
        t - start,
        'alarm',
        `${name}${contributor === undefined ? '' : ` (${contributor})`} ${state}${values}`,
        false,
        state,
      );
    }
  }
  return moments.toSorted((a, b) => a.offsetMs - b.offsetMs);
}

type Call = World['trail'][number];

/** Calls within the scenario; those that changes of resources made are told as changes. */
function callsOf({ trail, start, end, scenario }: World): Call[] {
  return trail.filter((call) => start <= call.t && call.t < end && !isChange(scenario, call, start));
}

function isChange({ resources }: Scenario, { t, name, resources: [first] }: Call, start: number): boolean {
  return (
    resources[first?.name ?? '']?.changes.some(({ at, call }) => start + at === t && call === name) ?? false
  );
}

function callText({ t, toldAt, name, source, by, resources, region, error }: Call): string {
  const service = source.replace(/\.amazonaws\.com$/, '');
  const what = resources[0] === undefined ? '' : ` on ${resources[0].name}`;
  const failed = error === undefined ? '' : `, ${error.code}`;
  return `${service} ${name}${what} by ${identityText(by)}${failed}; told in ${region} ${offsetText(toldAt - t)} later`;
}
