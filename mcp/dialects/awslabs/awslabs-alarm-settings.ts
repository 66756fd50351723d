import * as z from 'zod';
import type { Json } from '../../../core/canonical.ts';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { ActiveAlarms, askActive } from './awslabs-alarms.ts';
import { failureOf } from './awslabs-said.ts';
import { type Bind, bind, readAs } from '../reader.ts';

/** Calls that one question may take: each describes one alarm, or the alarms of one composite alarm. */
const MAX_CALLS = 12;
const TOOL = 'get_alarm_history';

/** What the server never tells of an alarm, in the words of a gap. */
const NEVER_TOLD = 'tags, and how many datapoints of how many periods make an alarm, are not told';

/** Of an alarm that it could not read, only a description says why. */
const Details = z.looseObject({
  alarm_name: z.string(),
  alarm_description: z.string().nullish(),
  alarm_type: z.string(),
  current_state: z.string(),
  namespace: z.string().nullish(),
  metric_name: z.string().nullish(),
  /** One record for each dimension. */
  dimensions: z.array(z.record(z.string(), z.string())).default([]),
  comparison_operator: z.string().nullish(),
  threshold: z.number().nullish(),
  period: z.number().nullish(),
  statistic: z.string().nullish(),
  alarm_rule: z.string().nullish(),
});
type Details = z.infer<typeof Details>;

/** Asked for the alarms of a composite one, it tells of these and of the rule, else of the alarm. */
const Told = z.union([
  z.looseObject({ alarm_details: Details }).transform(({ alarm_details }) => [alarm_details]),
  z
    .looseObject({
      composite_alarm_name: z.string(),
      alarm_rule: z.string(),
      component_details: z.array(Details).nullish(),
    })
    .transform(({ composite_alarm_name: alarm_name, alarm_rule, component_details }): Details[] => [
      { alarm_name, alarm_rule, alarm_type: 'CompositeAlarm', current_state: 'Unknown', dimensions: [] },
      ...(component_details ?? []),
    ]),
]);

function detailsIn(results: readonly Json[]): Map<string, Details> {
  const all = results.slice(1).flatMap((result) => Told.safeParse(result).data ?? []);
  return new Map(all.map((details) => [details.alarm_name, details]));
}

/** Which alarms are red, then the first alarm with all that it is made of, then what that did not tell of. */
export const alarmsDescribe: Bind = bind(capabilities['alarms.describe'].args, {
  next({ alarms }, results, region) {
    if (results.length === 0) return askActive(region);
    const told = detailsIn(results);
    const name = alarms.find((alarm) => !told.has(alarm));
    if (name === undefined || results.length >= MAX_CALLS) return undefined;
    // A call that told nothing of what it was asked for would be made again.
    if (results.length > 1 && !Told.safeParse(results.at(-1)).success) return undefined;
    return {
      tool: TOOL,
      args: { alarm_name: name, include_component_alarms: true, max_items: 1, region },
    };
  },
  read({ alarms }, results) {
    const all = [...detailsIn(results).values()];
    const refused = all.find(({ alarm_description: why }) => isError(why));
    if (refused !== undefined && !all.some(isDescribed)) {
      return failureOf(TOOL, refused.alarm_description ?? '');
    }
    return readAs(
      z.tuple([ActiveAlarms], Told).transform(([active, ...answers]) => {
        const told = new Map(answers.flat().map((details) => [details.alarm_name, details]));
        const red = new Map(
          [...active.metric_alarms, ...active.composite_alarms].map((alarm) => [alarm.alarm_name, alarm]),
        );
        const known = alarms.flatMap((name) => told.get(name) ?? []);
        const unread = alarms.length - known.length;
        return {
          alarms: known
            .filter(isDescribed)
            .map((details) => settingsOf(details, red.get(details.alarm_name)?.state_updated_timestamp)),
          notFound: [],
          warnings: [
            NEVER_TOLD,
            ...known.flatMap((details) => whatIsMissing(details) ?? []),
            ...(unread > 0 ? [`${unread} alarms were not asked about`] : []),
          ],
        };
      }),
      [...results],
    );
  },
});

function isDescribed({ alarm_type }: Details): boolean {
  return alarm_type === 'MetricAlarm' || alarm_type === 'CompositeAlarm';
}

/** @param redSince when it went to ALARM, if it is in ALARM */
function settingsOf(details: Details, redSince: string | undefined) {
  const { alarm_name: name, comparison_operator: comparison, threshold, period, alarm_rule: rule } = details;
  const composite = details.alarm_type === 'CompositeAlarm';
  const metric = metricOf(details);
  return {
    name,
    // No ARN is told; within a region the name is as good.
    arn: name,
    type: composite ? 'composite' : 'metric',
    state: composite && redSince !== undefined ? 'ALARM' : details.current_state,
    ...(redSince !== undefined && { stateSince: redSince }),
    ...(comparison && { comparison }),
    ...(threshold != null && { threshold }),
    ...(metric !== undefined && period != null && { periodSeconds: period }),
    ...(rule && { rule }),
    metrics: metric === undefined ? [] : [metric],
    tags: {},
  };
}

/** Undefined for an expression, and for a percentile, which the server does not tell: judged by another it would mislead. */
function metricOf({ namespace, metric_name: name, dimensions, statistic: stat, period }: Details) {
  if (!namespace || !name || !stat || period == null) return undefined;
  const byName = Object.fromEntries(dimensions.flatMap((one) => Object.entries(one)));
  return { id: 'm1', namespace, name, dimensions: byName, stat, periodSeconds: period };
}

function whatIsMissing(details: Details): string | undefined {
  const { alarm_name: name, alarm_type: type, alarm_description: why } = details;
  if (!isDescribed(details)) {
    return isError(why)
      ? `${name}: ${failureOf(TOOL, why).detail}`
      : `${name}: no metric or composite alarm has this name`;
  }
  const judges = type === 'MetricAlarm' && metricOf(details) === undefined;
  return judges ? `${name}: which metric it judges, by which statistic, is not told` : undefined;
}

/** How the server words that AWS refused. */
function isError(description: string | null | undefined): description is string {
  return /^(?:Error retrieving alarm details|Failed to retrieve details): /.test(description ?? '');
}
