import type { Call, Failure, Probe } from '../../core/case.ts';
import type { Json } from '../../core/canonical.ts';
import { type CapabilityName, capabilities, isCapability } from '../../core/evidence/capabilities.ts';
import type { Dialect, Reading } from '../../core/evidence/dialect.ts';
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
import { type Bind, type BoundReader, bind } from './casefile-reader.ts';

const READERS: Record<CapabilityName, Bind> = {
  'alarms.describe': alarmsDescribe,
  'alarms.history': alarmsHistory,
  'alarms.active': alarmsActive,
  'metrics.range': metricsRange,
  'metrics.list': metricsList,
  'logs.source': logSource,
  'logs.patterns': bind(capabilities['logs.patterns'].args, logPatterns),
  'function.find': functionFind,
  'function.config': functionConfig,
  'function.versions': functionVersions,
  'function.triggers': functionTriggers,
  'account.limits': accountLimits,
  'stack.find': stackFind,
  'stack.resources': stackResources,
  'stack.events': stackEvents,
  'changes.lookup': changesLookup,
  'health.events': healthEvents,
  'documents.retrieve': documentsRetrieve,
};

/** Our own servers. */
export const casefile: Dialect = {
  tools: [
    'describe_alarms',
    'get_alarm_history',
    'get_metric_data',
    'list_metrics',
    'start_query',
    'get_query_results',
    'get_log_events',
    'describe_log_groups',
    'describe_metric_filters',
    'get_account_limits',
    'get_function_configuration',
    'list_event_source_mappings',
    'list_functions',
    'list_versions',
    'find_stack',
    'get_stack_events',
    'get_stack_resources',
    'list_health_events',
    'lookup_changes',
    'retrieve_documents',
  ],

  next(probe, calls) {
    const results = resultsOf(calls);
    return results === undefined ? undefined : withReader(probe, (reader) => reader.next(results));
  },

  read(probe, calls): Reading {
    const failed = calls.find(({ outcome }) => 'failure' in outcome)?.outcome;
    if (failed !== undefined && 'failure' in failed) return failed;
    const read = withReader(probe, (reader) => reader.read(resultsOf(calls) ?? []));
    if (read === undefined) {
      return { failure: { reason: 'malformed', detail: `the question does not fit ${probe.capability}` } };
    }
    return isFailure(read) ? { failure: read } : { answer: read };
  },
};

/** Undefined once a call failed: nothing is called after that. */
function resultsOf(calls: readonly Call[]): Json[] | undefined {
  const results: Json[] = [];
  for (const { outcome } of calls) {
    if ('failure' in outcome) return undefined;
    results.push(outcome.result);
  }
  return results;
}

function withReader<T>(probe: Probe, use: (reader: BoundReader) => T): T | undefined {
  const reader = isCapability(probe.capability) ? READERS[probe.capability](probe.args) : undefined;
  return reader && use(reader);
}

function isFailure(value: Json | Failure): value is Failure {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    'reason' in value &&
    'detail' in value
  );
}
