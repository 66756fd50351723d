import { KINDS, type Kind } from './mcp-contenders.ts';
import { type Measures, PARALLEL } from './mcp-measures.ts';
import type { ToolList } from './mcp-session.ts';
import { median } from './process-cost.ts';

/** A line of the table: one number for each server. */
export interface Row {
  what: string;
  unit: 'ms' | 'MB' | 'bytes';
  values: Record<string, number>;
}

export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  alarms: 'the active alarms',
  metric: 'an hour of one metric',
  groups: 'log groups by name',
};

/** Medians of what was measured, server by server. @param incident our tools with `--profile incident` */
export function rowsOf(measured: Readonly<Record<string, Measures>>, incident: ToolList): Row[] {
  const row = (what: string, unit: Row['unit'], of: (measures: Measures) => number): Row => ({
    what,
    unit,
    values: Object.fromEntries(Object.entries(measured).map(([name, measures]) => [name, of(measures)])),
  });
  const [source = ''] = Object.keys(measured);
  const ofProfile = (what: string, value: number): Row => ({
    what,
    unit: 'bytes',
    values: { [source]: value },
  });
  return [
    row('start to the list of tools', 'ms', ({ listed }) => median(listed)),
    row('start to the first answer of a tool', 'ms', ({ answered }) => median(answered)),
    ...KINDS.map((kind) => row(`a call: ${KIND_NAMES[kind]}`, 'ms', ({ cold }) => median(cold[kind]))),
    ...KINDS.map((kind) =>
      row(`the same again (ours: from the cache): ${KIND_NAMES[kind]}`, 'ms', ({ warm }) =>
        median(warm[kind]),
      ),
    ),
    row(`${PARALLEL} calls at once, AWS takes 1 s`, 'ms', ({ parallel }) => median(parallel)),
    row('peak memory of the process', 'MB', ({ megabytes }) => median(megabytes)),
    row('list of tools', 'bytes', ({ list }) => bytesOf(list)),
    row('list of tools, each', 'bytes', ({ list }) => bytesOf(list) / (list?.tools.length ?? NaN)),
    ofProfile(`list of tools, --profile incident (${incident.tools.length})`, bytesOf(incident)),
    ofProfile('list of tools, --profile incident, each', bytesOf(incident) / incident.tools.length),
  ];
}

/** Markdown; the last columns say how many times ours the last server takes. */
export function tableOf(rows: readonly Row[], names: readonly string[], theirs: string | undefined): string {
  const others = names.filter((name) => name !== theirs);
  const ratios = theirs === undefined ? [] : others;
  const header = ['', ...names, ...ratios.map((name) => `${theirs} / ${name}`)];
  const lines = rows.map(({ what, unit, values }) => {
    const ratio = (name: string) => {
      const [mine, other] = [values[name], theirs === undefined ? undefined : values[theirs]];
      return mine === undefined || other === undefined ? '' : `${(other / mine).toFixed(1)}x`;
    };
    return [what, ...names.map((name) => figure(values[name], unit)), ...ratios.map(ratio)];
  });
  const text = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [text(header), text(header.map(() => '---')), ...lines.map(text)].join('\n');
}

function figure(value: number | undefined, unit: Row['unit']): string {
  if (value === undefined) return '';
  if (unit === 'bytes') return `${Math.round(value)} bytes, about ${Math.round(value / 4)} tokens`;
  return `${value < 100 && unit === 'ms' ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
