import type { Json } from '../../core/canonical.ts';
import { MINUTE } from '../../core/time.ts';
import { errorLinesQuery } from '../../mcp/dialects/error-lines.ts';
import type { OwnServer } from '../../mcp/servers/own-servers.ts';

/** A tool called once as it should be, and once as it should not. */
export interface CallPair {
  tool: string;
  /** `$tool.field` stands for a field of what that tool's good call gave. */
  good: Record<string, Json>;
  bad: Record<string, Json>;
}

/** What the calls are about: the scenario `bad-deploy`. */
const FUNCTION = 'checkout-api';
const GROUP = `/shop/${FUNCTION}`;
const ALARM = `${FUNCTION}-errors`;
const STACK = 'shop-checkout';

/**
 * Calls of every tool of our servers. Some bad arguments do not fit the schema, others name what is not there or what
 * is not allowed.
 *
 * @param at when the alarm was, epoch ms
 */
export function callsOf(at: number, functionArn: string): Record<OwnServer, CallPair[]> {
  const range = {
    from: new Date(at - 60 * MINUTE).toISOString(),
    to: new Date(at + MINUTE).toISOString(),
  };
  const backwards = { from: range.to, to: range.from };
  const metric = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: FUNCTION } };
  const query = { ...range, logGroups: [GROUP], query: errorLinesQuery() };
  return {
    cloudwatch: [
      { tool: 'describe_alarms', good: { state: 'ALARM', details: true }, bad: { state: 'RED' } },
      { tool: 'get_alarm_history', good: { ...range, alarm: ALARM }, bad: { ...backwards, alarm: ALARM } },
      {
        tool: 'get_metric_data',
        good: { ...range, metrics: [{ id: 'errors', ...metric, stat: 'Sum' }] },
        bad: { ...range, metrics: [] },
      },
      { tool: 'list_metrics', good: { namespace: 'AWS/Lambda' }, bad: { name: 'Errors' } },
      {
        tool: 'get_log_events',
        good: { ...range, logGroup: GROUP, filterPattern: '?ERROR', limit: 20 },
        bad: { ...range, logGroup: '/no/such/group' },
      },
      { tool: 'describe_log_groups', good: { nameContains: FUNCTION }, bad: { nameContains: 'a b' } },
      {
        tool: 'describe_metric_filters',
        good: { namespace: 'Shop', metric: 'Refused' },
        bad: { namespace: 'Shop', metric: 'Refused', logGroup: GROUP },
      },
      { tool: 'start_query', good: query, bad: { ...query, query: `${errorLinesQuery()}\n| join x` } },
      {
        tool: 'get_query_results',
        good: { queryId: '$start_query.queryId' },
        bad: { queryId: 'no-such-query' },
      },
      // Another one: what has ended can't be stopped.
      {
        tool: 'start_query',
        good: { ...query, limit: 10 },
        bad: { ...query, logGroups: [] },
      },
      { tool: 'stop_query', good: { queryId: '$start_query.queryId' }, bad: { queryId: 'no-such-query' } },
    ],
    lambda: [
      { tool: 'list_functions', good: { logGroup: GROUP }, bad: { logGroup: 7 } },
      { tool: 'get_function', good: { function: FUNCTION }, bad: { function: 'no-such-function' } },
      {
        tool: 'get_function_configuration',
        good: { function: FUNCTION, known: [{ type: 'AWS::DynamoDB::Table', id: 'orders' }] },
        bad: { function: 'no-such-function' },
      },
      { tool: 'list_versions', good: { function: FUNCTION }, bad: { function: FUNCTION, newest: 0 } },
      { tool: 'list_event_source_mappings', good: { function: FUNCTION }, bad: {} },
      { tool: 'get_account_limits', good: {}, bad: { region: 'eu-west-1' } },
      {
        tool: 'invoke_function',
        good: { arn: functionArn, dryRun: false, payload: '{"id":1}' },
        bad: { arn: `${functionArn}-other` },
      },
    ],
    cloudformation: [
      { tool: 'list_stacks', good: {}, bad: { status: ['FINE_THANKS'] } },
      { tool: 'describe_stack', good: { stack: STACK }, bad: { stack: 'no-such-stack' } },
      { tool: 'find_stack', good: { physicalId: FUNCTION }, bad: { physicalId: '' } },
      { tool: 'get_stack_resources', good: { stack: STACK }, bad: { stack: 'no-such-stack' } },
      {
        tool: 'get_stack_events',
        good: { ...range, stack: STACK, findFailure: true },
        bad: { ...range, stack: 'no-such-stack' },
      },
      {
        tool: 'lookup_changes',
        good: { ...range, resources: [FUNCTION] },
        bad: { ...range, resources: [] },
      },
      { tool: 'list_health_events', good: range, bad: { from: 'yesterday' } },
      { tool: 'detect_stack_drift', good: { stack: STACK }, bad: { stack: 'no-such-stack' } },
      {
        tool: 'get_drift_status',
        good: { detectionId: '$detect_stack_drift.detectionId' },
        bad: { detectionId: 'no-such-detection' },
      },
    ],
  };
}
