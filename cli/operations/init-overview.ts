import type { AwsSession } from '../../adapters/account/aws-session.ts';
import type { AlarmMonth } from '../../core/alarm/alarm-month.ts';
import type { NamePrefix } from '../../core/alarm/name-prefixes.ts';
import { neutralize } from '../../core/neutralize.ts';
import { dollars } from '../../core/report/price.ts';
import type { Paint } from '../../core/report/render/render-terminal.ts';

/** What there is in an account, and what it would have led to. */
export interface Overview {
  /** `leftOut` says why the rules would not take an alarm. */
  alarms: { name: string; arn: string; kind: string; leftOut: string | null }[];
  moreAlarms: boolean;
  inScope: number;
  prefixes: NamePrefix[];
  month:
    | (AlarmMonth & { cutOff: boolean; dollarsAtMost: number; dollarsEachAtMost: number })
    | { unknown: string; mend: string };
}

const SHOWN = 10;

export function overviewText(
  { account, alias, region, who }: AwsSession,
  { alarms, moreAlarms, inScope, prefixes, month }: Overview,
  file: string,
  paint: Paint,
): string {
  const out = alarms.flatMap(({ name, leftOut }) => (leftOut === null ? [] : [{ name, leftOut }]));
  const lines = [
    `${paint.strong(`Account ${account}`)}${alias === undefined ? '' : ` (${alias})`} · ${region} · ${who}`,
    '',
    alarms.length === 0
      ? 'There is no alarm in this region.'
      : `${counted(alarms.length, 'alarm')}${moreAlarms ? ', or more' : ''}: ${paint.strong(`${inScope} would start an investigation`)}, ${out.length} would not.`,
    ...out.slice(0, SHOWN).map((alarm) => `  not ${neutralize(alarm.name)}: ${alarm.leftOut}`),
    ...(out.length > SHOWN ? [`  and ${out.length - SHOWN} more; --json lists them`] : []),
    ...(prefixes.length === 0
      ? []
      : [`Names begin with ${prefixes.map(({ prefix, count }) => `${prefix} (${count})`).join(', ')}.`]),
    ...monthLines(month),
    '',
    `Wrote ${paint.strong(file)}: every key with its default, as comments.`,
    'Next, any of:',
    '  casefile investigate --alarm NAME        one alarm, with nothing deployed',
    '  casefile doctor                          what is missing',
    '  npx serverless deploy --stage prod       in a clone: every alarm, from now on',
  ];
  return `${lines.join('\n')}\n`;
}

function monthLines(month: Overview['month']): string[] {
  if ('unknown' in month) {
    return [`How often they go off can't be told: ${month.unknown}`, `  ${month.mend}`];
  }
  const { investigations, days, cutOff, busiest, dollarsAtMost, dollarsEachAtMost } = month;
  const span = cutOff
    ? `Going by the last ${days < 1 ? `${(days * 24).toFixed(1)} hours` : `${days.toFixed(1)} days`} (there is more history than is read), a month`
    : 'The last 30 days';
  const most = busiest.map(({ name, count }) => `${neutralize(name)} (${count})`).join(', ');
  return [
    `${span} would have started ${counted(investigations, 'investigation')}, for ${dollars(dollarsAtMost)} at most: ${dollars(dollarsEachAtMost)} each,`,
    '  if it made as many and as dear calls as its budget allows. `casefile investigate` says what one really cost.',
    ...(most === '' ? [] : [`  Most often: ${most}.`]),
  ];
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
