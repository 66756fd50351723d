import { alarmsDescribe } from './awslabs-alarm-settings.ts';
import { alarmsActive, alarmsHistory } from './awslabs-alarms.ts';
import { changesLookup } from './awslabs-changes.ts';
import { logsPatterns, logsSource } from './awslabs-logs.ts';
import { metricsRange } from './awslabs-metrics.ts';
import { softFailure, unwrapSaid } from './awslabs-said.ts';
import { stackEvents } from './awslabs-stack-events.ts';
import { dialectOf } from '../dialect-of.ts';

/** The official CloudWatch, CloudTrail and IaC servers of AWS Labs, as far as they can answer. */
export const awslabs = dialectOf(
  {
    'alarms.describe': { tools: ['get_active_alarms', 'get_alarm_history'], bind: alarmsDescribe },
    'alarms.history': { tools: ['get_alarm_history'], bind: alarmsHistory },
    'alarms.active': { tools: ['get_active_alarms'], bind: alarmsActive },
    'metrics.range': { tools: ['get_metric_data'], bind: metricsRange },
    'logs.source': { tools: ['describe_log_groups'], bind: logsSource },
    'logs.patterns': {
      tools: ['get_metric_data', 'execute_log_insights_query', 'get_logs_insight_query_results'],
      bind: logsPatterns,
    },
    'changes.lookup': { tools: ['lookup_events'], bind: changesLookup },
    'stack.events': { tools: ['troubleshoot_cloudformation_deployment'], bind: stackEvents },
  },
  unwrapSaid,
  softFailure,
);
