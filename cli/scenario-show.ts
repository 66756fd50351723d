import { CasefileError } from '../core/errors.ts';
import { evaluateAlarms } from '../simulator/alarms/evaluate.ts';
import { startingAlarm } from '../simulator/alarms/event.ts';
import { loadScenario, loadTruth, readScenarioText } from '../simulator/language/load.ts';
import type { Scenario } from '../simulator/language/scenario.ts';
import type { Truth } from '../simulator/language/truth.ts';
import { buildWorld } from '../simulator/world/world.ts';
import { EXIT } from './exit-codes.ts';
import { paintFor } from './paint.ts';
import { faultTime } from './scenario-show/fault-time.ts';
import { type LogSamples, logSamples } from './scenario-show/log-samples.ts';
import { renderScenario } from './scenario-show/render.ts';
import { type SeriesView, firstAlarmAt, seriesViews } from './scenario-show/series.ts';
import { type Moment, timelineOf } from './scenario-show/timeline.ts';
import { type Part, topology } from './scenario-show/topology.ts';
import { print } from './print.ts';

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

export interface ShowOptions {
  all?: true;
  truth?: true;
  json?: true;
}

/** Draws a scenario, or prints what would be drawn. @throws CasefileError `ScenarioInvalid` */
export async function showScenario(file: string, options: ShowOptions): Promise<number> {
  await readable(file);
  const view = viewOf(await loadScenario(file), options.all === true);
  const shown = options.truth ? { ...view, truth: await loadTruth(file) } : withoutFaultMarks(view);
  print(
    options.json
      ? `${JSON.stringify(shown, null, 2)}\n`
      : renderScenario(shown, paintFor(process.stdout), process.stdout.columns ?? 100),
  );
  return EXIT.causeFound;
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
function withoutFaultMarks(view: ScenarioView): ScenarioView {
  return { ...view, timeline: view.timeline.map((moment) => ({ ...moment, fault: false })) };
}

/** @throws CasefileError `BadUsage` */
async function readable(file: string): Promise<void> {
  await readScenarioText(file).catch((cause: unknown) => {
    if (cause instanceof CasefileError) throw cause;
    throw new CasefileError('BadUsage', `The file ${file} can't be read.`, {
      hint: 'Pass the path of a scenario: casefile scenario show scenarios/bad-deploy.yaml',
      cause,
    });
  });
}
