import { evaluateAlarms } from '../alarms/evaluate.ts';
import { startingAlarm } from '../alarms/event.ts';
import type { Scenario } from '../language/scenario.ts';
import type { Truth } from '../language/truth.ts';
import { buildWorld } from '../world/world.ts';
import { faultTime } from './fault-time.ts';
import { type LogSamples, logSamples } from './log-samples.ts';
import { type SeriesView, firstAlarmAt, seriesViews } from './series.ts';
import { type Moment, timelineOf } from './timeline.ts';
import { type Part, topology } from './topology.ts';

/** What a scenario makes, as data. */
export interface ScenarioView extends Pick<
  Scenario,
  'id' | 'title' | 'account' | 'region' | 'start' | 'minutes'
> {
  /** The one that starts the investigation, and when it goes off; null if it never does. */
  alarm: { name: string; offsetMs: number | null };
  /** What is compared: before and after this. */
  split: { offsetMs: number; what: 'fault' | 'alarm' | 'half' };
  topology: Part[];
  timeline: Moment[];
  series: SeriesView[];
  hiddenSeries: number;
  logs: LogSamples[];
  truth?: Truth;
}

/** Plays the scenario. */
export function viewOf(scenario: Scenario, all: boolean): ScenarioView {
  const { id, title, account, region, start, minutes } = scenario;
  const world = buildWorld(scenario);
  const histories = evaluateAlarms(world);
  const { name } = startingAlarm(world);
  const offsetMs = firstAlarmAt(world, histories, name) ?? null;
  const split = splitOf(scenario, offsetMs);
  const { shown, hidden } = seriesViews(world, split.offsetMs, all);
  return {
    id,
    title,
    account,
    region,
    start,
    minutes,
    alarm: { name, offsetMs },
    split,
    topology: topology(scenario),
    timeline: timelineOf(world, histories),
    series: shown,
    hiddenSeries: hidden,
    logs: logSamples(world, split.offsetMs),
  };
}

function splitOf(scenario: Scenario, alarmMs: number | null): ScenarioView['split'] {
  const fault = faultTime(scenario);
  if (fault !== undefined) return { offsetMs: fault, what: 'fault' };
  if (alarmMs !== null) return { offsetMs: alarmMs, what: 'alarm' };
  return { offsetMs: scenario.minutes * 30_000, what: 'half' };
}

/** What is marked as the fault is part of the truth. */
export function withoutFaultMarks(view: ScenarioView): ScenarioView {
  return { ...view, timeline: view.timeline.map((moment) => ({ ...moment, fault: false })) };
}
