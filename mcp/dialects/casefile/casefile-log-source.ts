import * as z from 'zod';
import { capabilities } from '../../../core/evidence/capabilities.ts';
import { type Bind, bind, readAs } from '../reader.ts';

const Groups = z
  .looseObject({ groups: z.array(z.looseObject({ name: z.string() })) })
  .transform(({ groups }) => ({ groups: groups.map(({ name }) => name) }));

const Filters = z
  .looseObject({ filters: z.array(z.looseObject({ logGroup: z.string() })) })
  .transform(({ filters }) => ({ groups: [...new Set(filters.map(({ logGroup }) => logGroup))].sort() }));

/** By a name, or by the filters that write the metric. */
export const logSource: Bind = bind(capabilities['logs.source'].args, {
  next(args, results) {
    if (results.length > 0) return undefined;
    return 'name' in args
      ? { tool: 'describe_log_groups', args: { nameContains: args.name } }
      : { tool: 'describe_metric_filters', args: { namespace: args.namespace, metric: args.metric } };
  },
  read: (args, [result]) => readAs('name' in args ? Groups : Filters, result),
});
