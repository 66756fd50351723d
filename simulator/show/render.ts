import type { Paint } from '../../core/report/render/render-terminal.ts';
import type { Truth } from '../language/truth.ts';
import { cut, numberText, offsetText, oneLine, wrap } from '../tools/scenario-text.ts';
import type { ScenarioView } from './view.ts';
import type { LogSamples } from './log-samples.ts';
import type { SeriesView } from './series.ts';
import { sparkline } from './sparkline.ts';
import type { Moment } from './timeline.ts';
import type { Part } from './topology.ts';

/** A scenario for the terminal, in lines of at most this width. */
export function renderScenario(view: ScenarioView, paint: Paint, width: number): string {
  const heading = (text: string) => `\n${paint.strong(text)}`;
  return [
    `${paint.strong(view.id)}  ${cut(oneLine(view.title), Math.max(10, width - view.id.length - 2))}`,
    paint.quiet(
      cut(`account ${view.account}, ${view.region}; ${view.start} and ${view.minutes} minutes (UTC)`, width),
    ),
    heading('Topology'),
    ...topologyLines(view.topology, paint, width),
    heading('Timeline'),
    ...view.timeline.flatMap((moment) => timelineLines(moment, paint, width)),
    heading('Series'),
    ...seriesLines(view, paint, width),
    ...(view.hiddenSeries > 0 ? [paint.quiet(`  ${view.hiddenSeries} more series: --all`)] : []),
    heading('Log lines'),
    ...view.logs.flatMap((group) => logLines(group, view.split.offsetMs, paint, width)),
    ...(view.truth === undefined ? [] : [heading('Truth'), ...truthLines(view.truth, width)]),
    '',
  ].join('\n');
}

function topologyLines(parts: readonly Part[], paint: Paint, width: number): string[] {
  const name = Math.min(32, Math.max(...parts.map((part) => part.name.length), 0));
  return parts.flatMap(({ kind, name: own, details, stack, to }) => {
    const begin = `  ${kind.padEnd(10)} ${cut(own, name).padEnd(name)}  `;
    const about = [...details, ...(stack === undefined ? [] : [`stack ${stack}`])].join(', ');
    return [
      ...hanging(begin, about, width, paint.quiet),
      ...to.map((target) => `${' '.repeat(13)}→ ${cut(target, Math.max(10, width - 15))}`),
    ];
  });
}

function timelineLines(
  { offsetMs, at, kind, text, state, fault }: Moment,
  paint: Paint,
  width: number,
): string[] {
  const begin = `  ${at.slice(11, 19)}  ${offsetText(offsetMs).padEnd(8)} ${kind.padEnd(7)} `;
  const shown = `${text}${fault ? '  ← fault' : ''}`;
  const colour =
    state === 'ALARM' ? paint.bad : state === 'OK' ? paint.good : kind === 'call' ? paint.quiet : String;
  // Calls follow from what made them; the rest is worth its lines.
  return kind === 'call'
    ? [`${begin}${colour(cut(shown, width - begin.length))}`]
    : hanging(begin, shown, width, colour);
}

/** Text beside what begins its first line. */
function hanging(begin: string, text: string, width: number, colour: (text: string) => string): string[] {
  const lines = wrap(text, Math.max(10, width - begin.length));
  return lines.map((line, i) => `${i === 0 ? begin : ' '.repeat(begin.length)}${colour(line)}`);
}

const NUMBERS = 'min 99.9k  max 99.9k  last 99.9k'.length;

function seriesLines({ series, minutes, alarm }: ScenarioView, paint: Paint, width: number): string[] {
  const widest = Math.max(...series.map((one) => labelOf(one).length), 8);
  const label = Math.min(widest, Math.max(12, width - NUMBERS - 30));
  const columns = Math.min(100, Math.max(10, width - label - NUMBERS - 6));
  const groups = Map.groupBy(series, ({ namespace, dimensions }) =>
    namespace === ''
      ? 'Expressions of alarms'
      : [namespace, ...Object.entries(dimensions).map(([key, value]) => `${key}=${value}`)].join(' '),
  );
  return [
    `    ${' '.repeat(label)}${paint.quiet(ruler(columns, minutes, alarm.offsetMs))}`,
    ...[...groups].flatMap(([group, members]) => [
      `  ${cut(group, width - 2)}`,
      ...members.map((one) => {
        const numbers = [
          `min ${numberText(one.min)}`,
          `max ${numberText(one.max)}`,
          `last ${numberText(one.last)}`,
        ].join('  ');
        const line = `    ${cut(labelOf(one), label).padEnd(label)}${sparkline(one.values, columns)}  ${numbers}`;
        return one.alarms.length > 0 ? paint.strong(line) : line;
      }),
    ]),
  ];
}

function labelOf({ name, stat, alarms }: SeriesView): string {
  return `${alarms.length > 0 ? '!' : ' '}${name}${stat === 'expression' ? '' : ` ${stat}`} `;
}

/** Where the time begins, where the alarm goes off, where it ends. */
function ruler(columns: number, minutes: number, alarmMs: number | null): string {
  const end = `${minutes}m`;
  const line = `0m${' '.repeat(Math.max(0, columns - 2 - end.length))}${end}`;
  if (alarmMs === null) return line;
  const at = Math.floor((alarmMs / (minutes * 60_000)) * columns);
  const after = `▼ ${offsetText(alarmMs)}`;
  const fits = at + after.length < columns - end.length;
  const mark = fits ? after : `${offsetText(alarmMs)} ▼`;
  const from = Math.max(3, fits ? at : at - mark.length + 1);
  return `${line.slice(0, from)}${mark}${line.slice(from + mark.length)}`;
}

function logLines(
  { logGroup, lines, before, onlyAfter }: LogSamples,
  splitMs: number,
  paint: Paint,
  width: number,
): string[] {
  // What appears is worth its lines, what is usual is not.
  const sample = ({ count, line }: LogSamples['before'][number], most: number) =>
    hanging(`    ${String(count).padStart(5)} × `, cut(brief(line), (width - 12) * most), width, String);
  const split = offsetText(splitMs);
  return [
    `  ${cut(`${logGroup}  ${lines} lines`, width - 2)}`,
    ...(before.length === 0
      ? []
      : [
          paint.quiet(`    most frequent of those that began before ${split}`),
          ...before.flatMap((one) => sample(one, 1)),
        ]),
    ...(onlyAfter.length === 0
      ? []
      : [paint.quiet(`    only from ${split} on`), ...onlyAfter.flatMap((one) => sample(one, 3))]),
  ];
}

/** All of it: not even a long id is cut. */
function truthLines(truth: Truth, width: number): string[] {
  if ('nothingWrong' in truth) return ['  nothing is wrong'];
  if ('cannotBeKnown' in truth) return hangingWhole('  ', `cannot be known: ${truth.cannotBeKnown}`, width);
  const { cause, onset, accept } = truth;
  const answer = ({ kind, resource }: { kind: string; resource: string }) => `${kind} of ${resource}`;
  const rows: [string, string | undefined][] = [
    ['cause', answer(cause)],
    ['trigger', cause.trigger],
    ['mechanism', cause.mechanism],
    ['onset', offsetText(onset)],
    ...accept.map((one, i): [string, string] => [i === 0 ? 'accept' : '', answer(one)]),
  ];
  return rows.flatMap(([name, text]) =>
    text === undefined ? [] : hangingWhole(`  ${name.padEnd(11)}`, text, width),
  );
}

function hangingWhole(begin: string, text: string, width: number): string[] {
  const longest = Math.max(...text.split(' ').map((word) => word.length));
  return hanging(begin, oneLine(text), Math.max(width, begin.length + longest), String);
}

/** Without the time and the id that Lambda puts before a line; ids shortened. */
function brief(line: string): string {
  return line
    .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\s+[0-9a-f-]{36}\s+/, '')
    .replace(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}\b/g, '$1…');
}
