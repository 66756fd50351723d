import type { Evidence, Gap } from '../case.ts';
import { clockTime } from '../time.ts';

type Asked = Pick<Gap, 'capability' | 'args' | 'server'>;

/** `logs.patterns of /shop/checkout, 02:57:00 to 03:12:14 (cloudwatch)` */
export function describeQuestion({ capability, args, server }: Asked): string {
  const subject = [
    'alarm',
    'function',
    'source',
    'logGroup',
    'stack',
    'physicalId',
    'metric',
    'namespace',
    'query',
  ]
    .map((key) => args[key])
    .find((value) => typeof value === 'string');
  const resources = Array.isArray(args['resources']) ? args['resources'][0] : undefined;
  const alarms = Array.isArray(args['alarms'])
    ? args['alarms'].filter((name) => typeof name === 'string').join(', ')
    : undefined;
  const series = Array.isArray(args['series']) ? `${args['series'].length} series` : undefined;
  const of = subject ?? (typeof resources === 'string' ? resources : (alarms ?? series));
  const { from, to } = args;
  const range =
    typeof from === 'string' && typeof to === 'string' ? `, ${momentOf(from, to)} to ${clockTime(to)}` : '';
  return `${capability}${of === undefined ? '' : ` of ${of}`}${range}${server === null ? '' : ` (${server})`}`;
}

/** The time, with its day if that is not the day of `to`. */
function momentOf(from: string, to: string): string {
  const day = from.slice(0, 10);
  return day === to.slice(0, 10) ? clockTime(from) : `${day} ${clockTime(from)}`;
}

export function describeEvidence(evidence: Evidence): string {
  return evidence.id === 'E0' ? "the alarm's event" : describeQuestion(evidence);
}
