import * as z from 'zod';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { ms } from '../../../core/time.ts';
import { type Bind, bind, once, readAs } from '../reader.ts';

/** What the tool takes at most. */
const MAX_NAMES = 100;

const Alarms = z.looseObject({
  alarms: z.array(z.looseObject({ tags: z.record(z.string(), z.string()).default({}) })),
  notFound: z.array(z.string()),
  showing: z.string().optional(),
  warnings: z.array(z.string()),
});

/** As many calls as the names need. */
export const alarmsDescribe: Bind = bind(capabilities['alarms.describe'].args, {
  next({ alarms }, results) {
    const names = alarms.slice(results.length * MAX_NAMES, (results.length + 1) * MAX_NAMES);
    return names.length === 0 ? undefined : { tool: 'describe_alarms', args: { names, details: true } };
  },
  read(_args, results) {
    return readAs(
      z.array(Alarms).transform((pages) => ({
        alarms: pages.flatMap(({ alarms }) => alarms.map(({ stateReason: _reason, ...alarm }) => alarm)),
        notFound: pages.flatMap(({ notFound }) => notFound),
        warnings: pages.flatMap(({ warnings, showing }) =>
          showing === undefined ? warnings : [...warnings, showing],
        ),
      })),
      [...results],
    );
  },
});

export const alarmsHistory: Bind = once(
  capabilities['alarms.history'].args,
  ({ alarm, from, to }) => ({ tool: 'get_alarm_history', args: { alarm, from, to } }),
  z
    .looseObject({ items: z.array(z.unknown()), showing: z.string().optional() })
    .transform(({ items, showing }) => ({ items, truncated: showing !== undefined })),
);

const Metric = z.looseObject({
  namespace: z.string(),
  name: z.string(),
  dimensions: z.record(z.string(), z.string()),
});
const Active = z.looseObject({
  alarms: z.array(
    z.looseObject({
      name: z.string(),
      state: z.string(),
      stateSince: z.string().optional(),
      expression: z.string().optional(),
      metrics: z.array(Metric),
    }),
  ),
  showing: z.string().optional(),
});

/** First those in ALARM: the list of all ends somewhere. */
export const alarmsActive: Bind = bind(capabilities['alarms.active'].args, {
  next(_args, results) {
    if (results.length > 1) return undefined;
    return { tool: 'describe_alarms', args: results.length === 0 ? { state: 'ALARM' } : {} };
  },
  read({ changedSince }, results) {
    const since = ms(changedSince);
    return readAs(
      z
        .tuple([Active, Active])
        // One of them has just gone off.
        .refine(([, all]) => all.alarms.length > 0 || all.showing !== undefined, 'there is no alarm')
        .transform(([red, all]) => {
          const changed = all.alarms.filter(({ stateSince = '' }) => ms(stateSince) >= since);
          // Of an alarm in both, the later answer counts.
          const byName = new Map([...red.alarms, ...changed].map((alarm) => [alarm.name, alarm]));
          return {
            alarms: [...byName.values()]
              .sort(latestFirst)
              .map(({ name, state, stateSince, expression, metrics }) => {
                const [metric] = metrics;
                const single = metric !== undefined && metrics.length === 1 && expression === undefined;
                return {
                  name,
                  state,
                  ...(stateSince !== undefined && { stateSince }),
                  ...(single && {
                    metric: { namespace: metric.namespace, name: metric.name, dimensions: metric.dimensions },
                  }),
                };
              }),
            truncated: red.showing !== undefined || all.showing !== undefined,
          };
        }),
      [...results],
    );
  },
});

interface Changed {
  name: string;
  stateSince?: string | undefined;
}

/** By when they went to their state, then by name. */
export function latestFirst(a: Changed, b: Changed): number {
  const [since = '', other = ''] = [a.stateSince, b.stateSince];
  if (since !== other) return since < other ? 1 : -1;
  return a.name < b.name ? -1 : 1;
}
