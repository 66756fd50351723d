import * as z from 'zod';
import type { Alarm, ChildAlarm } from '../case.ts';
import { alarmReference } from './alarm-rule.ts';
import { AwsTime, MaybeText } from './lenient.ts';

const Numbers = z.array(z.number().nullable().catch(null)).optional().catch(undefined);
const TriggeringAlarm = z.looseObject({
  arn: z.string().min(1),
  state: z.looseObject({ value: MaybeText, timestamp: AwsTime.optional().catch(undefined) }).catch({}),
});

/** Every field by itself: one that changed its type must not take the others with it. */
const ReasonData = z.looseObject({
  startDate: AwsTime.optional().catch(undefined),
  threshold: z.number().optional().catch(undefined),
  recentDatapoints: Numbers,
  recentLowerThresholds: Numbers,
  recentUpperThresholds: Numbers,
  triggeringAlarms: z.array(z.unknown()).catch([]),
});

export interface Evaluation extends Pick<Alarm, 'evaluatedFrom' | 'threshold' | 'datapoints' | 'bounds'> {
  /** Of a composite alarm. */
  triggering: ChildAlarm[];
}

/**
 * What the alarm evaluated: `state.reasonData`, which is JSON in a string, differs by alarm type and is absent
 * for some. Unknown or broken, it says nothing. `recentDatapoints` may hold null where a datapoint was missing;
 * how the alarm counts those is not in the event (`TreatMissingData` is in DescribeAlarms).
 */
export function readReasonData(text: string | undefined): Evaluation {
  const parsed = ReasonData.safeParse(parseJson(text));
  if (!parsed.success) return { triggering: [] };
  const { startDate, threshold, recentDatapoints, triggeringAlarms } = parsed.data;
  const bounds = boundsOf(parsed.data.recentLowerThresholds, parsed.data.recentUpperThresholds);
  return {
    ...(startDate !== undefined && { evaluatedFrom: startDate }),
    ...(threshold !== undefined && { threshold }),
    ...(recentDatapoints && { datapoints: recentDatapoints }),
    ...(bounds && { bounds }),
    triggering: triggeringAlarms.flatMap(readTriggering),
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

type MaybeNumbers = (number | null)[] | undefined;

function boundsOf(lower: MaybeNumbers, upper: MaybeNumbers): Alarm['bounds'] {
  if (lower === undefined && upper === undefined) return undefined;
  // A band may be judged on one side only; each side is then as long as the datapoints.
  const longer = (lower?.length ?? 0) > (upper?.length ?? 0) ? lower : upper;
  return longer?.map((_, i) => ({ lower: lower?.[i] ?? null, upper: upper?.[i] ?? null }));
}

function readTriggering(entry: unknown): ChildAlarm[] {
  const parsed = TriggeringAlarm.safeParse(entry);
  if (!parsed.success) return [];
  const { arn, state } = parsed.data;
  return [
    {
      ...alarmReference(arn),
      ...(state.value !== undefined && { state: state.value }),
      ...(state.timestamp !== undefined && { at: state.timestamp }),
    },
  ];
}
