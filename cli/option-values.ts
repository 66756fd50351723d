/** Values of options; each says what it looks like if it is something else. */
import { CHANNEL_NAMES } from '../adapters/channels/channel-settings.ts';
import { InvalidArgumentError } from 'commander';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { modelFaultsOf } from '../simulator/bedrock/model-faults.ts';
import { AWS_FAULTS } from '../simulator/fault-kinds.ts';
import { closest } from '../simulator/language/did-you-mean.ts';

export function integer(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

export function jobs(text: string): number {
  const value = integer(text);
  if (value < 1 || value > 16) throw new InvalidArgumentError('It must be from 1 to 16.');
  return value;
}

const TOTALS = ['top1', 'top3', 'firstTop1', 'resource'];

export function failUnder(text: string, before: Record<string, number>): Record<string, number> {
  const [, name = '', share = ''] = /^(\w+)=(0(?:\.\d+)?|1(?:\.0+)?)$/.exec(text) ?? [];
  if (!TOTALS.includes(name))
    throw new InvalidArgumentError(`It looks like top1=0.9; totals are ${TOTALS.join(', ')}.`);
  return { ...before, [name]: Number(share) };
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100)) throw new InvalidArgumentError('It must be a number above 0, up to 100.');
  return value;
}

export function port(text: string): number {
  const value = integer(text);
  if (value > 65_535) throw new InvalidArgumentError('It must be a port number.');
  return value;
}

/** Whether there is such an operation is looked up later: it takes longer than to print the help. */
export function fault(text: string, before: Record<string, string>): Record<string, string> {
  const [, operation = '', kind = ''] = /^([A-Z]\w+)=([a-z-]+)$/.exec(text) ?? [];
  const kinds = [...AWS_FAULTS, ...modelFaultsOf(operation)];
  if (!kinds.some((known) => known === kind)) {
    const meant = kind === '' ? undefined : closest(kind, kinds);
    const can = operation === '' ? '' : ` ${operation} can: ${kinds.join(', ')}.`;
    throw new InvalidArgumentError(
      meant === undefined ? `It looks like StartQuery=deny.${can}` : `Did you mean ${operation}=${meant}?`,
    );
  }
  return { ...before, [operation]: kind };
}

export function lag(text: string, before: Record<string, number>): Record<string, number> {
  if (text === 'none') return { metrics: 0, logs: 0, cloudtrail: 0 };
  const match = /^(metrics|logs|cloudtrail)=(\d{1,5})$/.exec(text);
  if (match === null || Number(match[2]) > 86_400) {
    throw new InvalidArgumentError('It looks like cloudtrail=300, up to 86400, or none.');
  }
  return { ...before, [match[1] ?? '']: Number(match[2]) };
}

export function shift(text: string): number {
  const match = /^(-?\d{1,4})(h|d)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It looks like 7d or -3h.');
  return Number(match[1]) * (match[2] === 'd' ? 86_400_000 : 3_600_000);
}

const UNITS: Record<string, number> = { m: MINUTE, h: HOUR, d: DAY };

export function duration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!(ms >= MINUTE && ms <= DAY)) throw new InvalidArgumentError('It looks like 30m or 6h, up to 24h.');
  return ms;
}

export function moment(text: string): number {
  const [, count, unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const at =
    count === undefined ? Date.parse(text) : Date.now() - Number(count) * (UNITS[unit] ?? Number.NaN);
  const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text);
  if (Number.isNaN(at) || (count === undefined && !iso)) {
    throw new InvalidArgumentError('It looks like 2026-03-10T03:12:00Z (with a zone), or 2h.');
  }
  if (at > Date.now()) throw new InvalidArgumentError('It must not be in the future.');
  return at;
}

export function channel(text: string, before: string[]): string[] {
  if (!CHANNEL_NAMES.some((name) => name === text))
    throw new InvalidArgumentError(`Channels are ${CHANNEL_NAMES.join(', ')}.`);
  return before.includes(text) ? before : [...before, text];
}

/** `10GB`, as bytes. */
export function bytes(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})(MB|GB)$/i.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('It looks like 500MB or 10GB.');
  return Number(count) * (unit.toUpperCase() === 'GB' ? 1e9 : 1e6);
}

export function list(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('It looks like get_metric_data,get_log_events.');
  return names;
}

export function repeated(text: string, before: string[]): string[] {
  return [...before, text];
}
