import type { Json } from '../../core/canonical.ts';
import type { AccountAlarm } from './account-alarms.ts';
import { matchesPattern } from '../workflow/event-pattern.ts';

/** Why the rules would leave an alarm alone that went off; undefined if they would take it. */
export function leftOut(alarm: AccountAlarm, pattern: { [key: string]: Json }): string | undefined {
  const event = eventOf(alarm);
  if (matchesPattern(pattern, event)) return undefined;
  const refuses = (part: Json | undefined) => part !== undefined && !matchesPattern(part, event);
  const { resources, detail } = pattern;
  if (resources !== undefined && refuses({ resources })) return 'one of Casefile itself';
  const { alarmName, state } = isObject(detail) ? detail : {};
  if (alarmName !== undefined && refuses({ detail: { alarmName } })) {
    return alarm.name.startsWith('TargetTracking-')
      ? 'made by target tracking, which acts on it by itself'
      : 'its name begins with none of the prefixes';
  }
  if (state !== undefined && refuses({ detail: { state } })) {
    return `its actions are suppressed now (${alarm.suppressedBy ?? 'by another alarm'})`;
  }
  return 'no rule takes it';
}

/** The event of its change to ALARM, as far as rules look at it. */
function eventOf({ name, arn, suppressedBy }: AccountAlarm): Json {
  return {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    resources: [arn],
    detail: {
      alarmName: name,
      state: { value: 'ALARM', ...(suppressedBy !== undefined && { actionsSuppressedBy: suppressedBy }) },
    },
  };
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
