import * as z from 'zod';
import { clip } from '../../../core/clip.ts';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { ms } from '../../../core/time.ts';
import { Instant, instantOf } from './awslabs-said.ts';
import { latestFirst } from '../casefile/casefile-alarms.ts';
import { type Bind, bind, once, readAs } from '../reader.ts';

/** Alarms in ALARM that are read at most, and items of one kind of an alarm's history. */
const MAX_ACTIVE = 100;
const MAX_ITEMS = 100;
const MAX_SUMMARY_CHARS = 300;

const Active = z.looseObject({
  alarm_name: z.string(),
  state_value: z.string(),
  /** Without an offset it is the server's own clock. */
  state_updated_timestamp: z.string().transform(instantOf),
});
/** An alarm on an expression has empty names here. */
const ActiveMetric = Active.extend({
  namespace: z.string().nullish(),
  metric_name: z.string().nullish(),
  dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.string() })).default([]),
});

/** What `get_active_alarms` tells. */
export const ActiveAlarms = z.looseObject({
  metric_alarms: z.array(ActiveMetric),
  composite_alarms: z.array(Active),
});

export function askActive(region: string) {
  return { tool: 'get_active_alarms', args: { max_items: MAX_ACTIVE, region } };
}

/** Metric and composite alarms that are in ALARM now; who was, and log alarms, the server can't tell. */
export const alarmsActive: Bind = once(
  capabilities['alarms.active'].args,
  (_args, region) => askActive(region),
  ActiveAlarms.transform(({ metric_alarms, composite_alarms }) => {
    const metrics = metric_alarms.map(({ namespace, metric_name: name, dimensions, ...alarm }) => ({
      ...changed(alarm),
      ...(namespace && name && { metric: { namespace, name, dimensions: byName(dimensions) } }),
    }));
    const alarms = [...metrics, ...composite_alarms.map(changed)];
    return { alarms: alarms.sort(latestFirst), truncated: true };
  }),
);

function changed({
  alarm_name: name,
  state_value: state,
  state_updated_timestamp: since,
}: z.infer<typeof Active>) {
  return { name, state, ...(since !== undefined && { stateSince: since }) };
}

function byName(dimensions: readonly { Name: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}

const History = z.looseObject({
  alarm_details: z.looseObject({ alarm_type: z.string() }),
  history_items: z.array(
    z.looseObject({
      timestamp: Instant,
      history_item_type: z.string(),
      history_summary: z.string(),
      new_state: z.string().nullish(),
    }),
  ),
  has_more_results: z.boolean(),
});

/** The server gives one kind at a time. What actions were run is not asked. */
const KINDS = ['StateUpdate', 'ConfigurationUpdate'];

export const alarmsHistory: Bind = bind(capabilities['alarms.history'].args, {
  next({ alarm, from, to }, results, region) {
    const kind = KINDS[results.length];
    if (kind === undefined) return undefined;
    return {
      tool: 'get_alarm_history',
      args: {
        alarm_name: alarm,
        start_time: from,
        end_time: to,
        history_item_type: kind,
        max_items: MAX_ITEMS,
        region,
      },
    };
  },
  read({ to }, results) {
    return readAs(
      z
        .array(History)
        .length(KINDS.length)
        .transform((pages) => ({
          items: pages
            .flatMap(({ history_items }) => history_items)
            .filter(({ timestamp }) => ms(timestamp) < ms(to))
            .map(({ timestamp: t, history_item_type: type, history_summary, new_state }) => ({
              t,
              type,
              summary: clip(history_summary, MAX_SUMMARY_CHARS),
              ...(new_state != null && { state: new_state }),
            }))
            .sort((a, b) => (a.t < b.t ? -1 : 1)),
          // It asks for the history of metric alarms only: a composite one's comes out empty.
          truncated: pages.some(
            ({ has_more_results, alarm_details }) =>
              has_more_results || alarm_details.alarm_type !== 'MetricAlarm',
          ),
        })),
      [...results],
    );
  },
});
