import { capabilities } from '../../../core/evidence/capabilities.ts';
import { alarmsActive, alarmsDescribe, alarmsHistory } from './casefile-alarms.ts';
import { changesLookup, healthEvents, stackEvents, stackFind, stackResources } from './casefile-changes.ts';
import { documentsRetrieve } from './casefile-documents.ts';
import {
  accountLimits,
  functionConfig,
  functionFind,
  functionTriggers,
  functionVersions,
} from './casefile-functions.ts';
import { logSource } from './casefile-log-source.ts';
import { logPatterns } from './casefile-logs.ts';
import { metricsList, metricsRange } from './casefile-metrics.ts';
import { dialectOf } from '../dialect-of.ts';
import { bind } from '../reader.ts';

/** Our own servers. How old a cached answer is, is no part of what it says. */
export const casefile = dialectOf(
  {
    'alarms.describe': { tools: ['describe_alarms'], bind: alarmsDescribe },
    'alarms.history': { tools: ['get_alarm_history'], bind: alarmsHistory },
    'alarms.active': { tools: ['describe_alarms'], bind: alarmsActive },
    'metrics.range': { tools: ['get_metric_data'], bind: metricsRange },
    'metrics.list': { tools: ['list_metrics'], bind: metricsList },
    'logs.source': { tools: ['describe_log_groups', 'describe_metric_filters'], bind: logSource },
    'logs.patterns': {
      tools: ['start_query', 'get_query_results', 'get_log_events'],
      bind: bind(capabilities['logs.patterns'].args, logPatterns),
    },
    'function.find': { tools: ['list_functions'], bind: functionFind },
    'function.config': { tools: ['get_function_configuration'], bind: functionConfig },
    'function.versions': { tools: ['list_versions'], bind: functionVersions },
    'function.triggers': { tools: ['list_event_source_mappings'], bind: functionTriggers },
    'account.limits': { tools: ['get_account_limits'], bind: accountLimits },
    'stack.find': { tools: ['find_stack'], bind: stackFind },
    'stack.resources': { tools: ['get_stack_resources'], bind: stackResources },
    'stack.events': { tools: ['get_stack_events'], bind: stackEvents },
    'changes.lookup': { tools: ['lookup_changes'], bind: changesLookup },
    'health.events': { tools: ['list_health_events'], bind: healthEvents },
    'documents.retrieve': { tools: ['retrieve_documents'], bind: documentsRetrieve },
  },
  (result) => {
    if (typeof result !== 'object' || result === null || Array.isArray(result)) return result;
    const { cached: _cached, ...said } = result;
    return said;
  },
);
