import type { ServerDefinition } from '../server-kit/mcp-host.ts';

/** Named parts of the catalogue. `incident`: what an investigation by hand begins with. */
export const PROFILES: Readonly<Record<string, readonly string[]>> = {
  incident: [
    'describe_alarms',
    'get_alarm_history',
    'get_metric_data',
    'get_log_events',
    'start_query',
    'get_query_results',
    'stop_query',
    'get_function',
    'list_versions',
    'list_event_source_mappings',
    'find_stack',
    'get_stack_events',
    'lookup_changes',
  ],
};

/**
 * The server with these tools only, so that a host loads no more than it needs.
 * @returns the names that it has not, where there are any
 */
export function selectTools(
  definition: ServerDefinition,
  names: readonly string[],
): { definition: ServerDefinition } | { unknown: string[] } {
  const has = new Set(definition.tools.map(({ name }) => name));
  const unknown = names.filter((name) => !has.has(name));
  if (unknown.length > 0) return { unknown };
  const tools = definition.tools.filter(({ name }) => names.includes(name));
  return { definition: { ...definition, tools } };
}
