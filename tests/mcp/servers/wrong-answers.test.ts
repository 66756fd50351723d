import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { packageFile } from '../../../adapters/package-files.ts';
import {
  CLOUDFORMATION_SENDS,
  CLOUDTRAIL_SENDS,
  HEALTH_SENDS,
} from '../../../mcp/servers/cloudformation/always-sent.ts';
import { CLOUDWATCH_SENDS, LOGS_SENDS } from '../../../mcp/servers/cloudwatch/always-sent.ts';
import { LAMBDA_SENDS } from '../../../mcp/servers/lambda/always-sent.ts';
import { loadServer, type OwnServer } from '../../../mcp/servers/own-servers.ts';
import { toolCalls } from '../../../mcp/server-kit/tool-calls.ts';
import { SPOILT } from '../../../simulator/fault-kinds.ts';
import { errorLinesQuery } from '../../../mcp/dialects/error-lines.ts';
import { type Endpoint, endpointOf } from '../../simulator/fidelity/endpoint.ts';
import { builtOf } from '../../simulator/worlds.ts';

const RANGE = { from: '2026-03-10T02:00:00Z', to: '2026-03-10T03:00:00Z' };
const METRIC = {
  id: 'm1',
  namespace: 'AWS/Lambda',
  name: 'Errors',
  dimensions: { FunctionName: 'checkout-api' },
  stat: 'Sum',
};

/** What an investigation asks of each operation, and by which tool. */
const ASKED: [operation: string, server: OwnServer, tool: string, args: Record<string, unknown>][] = [
  ['DescribeAlarms', 'cloudwatch', 'describe_alarms', {}],
  ['ListTagsForResource', 'cloudwatch', 'describe_alarms', { details: true }],
  ['DescribeAlarmHistory', 'cloudwatch', 'get_alarm_history', { ...RANGE, alarm: 'checkout-api-errors' }],
  ['GetMetricData', 'cloudwatch', 'get_metric_data', { ...RANGE, metrics: [METRIC] }],
  ['ListMetrics', 'cloudwatch', 'list_metrics', { namespace: 'AWS/Lambda' }],
  ['DescribeLogGroups', 'cloudwatch', 'describe_log_groups', { nameContains: 'checkout' }],
  ['DescribeMetricFilters', 'cloudwatch', 'describe_metric_filters', { namespace: 'Shop', metric: 'Orders' }],
  ['FilterLogEvents', 'cloudwatch', 'get_log_events', { ...RANGE, logGroup: '/shop/checkout-api' }],
  [
    'StartQuery',
    'cloudwatch',
    'start_query',
    { ...RANGE, logGroups: ['/shop/checkout-api'], query: errorLinesQuery() },
  ],
  ['GetFunctionConfiguration', 'lambda', 'get_function_configuration', { function: 'checkout-api' }],
  ['GetFunctionConcurrency', 'lambda', 'get_function_configuration', { function: 'checkout-api' }],
  ['ListVersionsByFunction', 'lambda', 'list_versions', { function: 'checkout-api' }],
  ['ListAliases', 'lambda', 'list_versions', { function: 'checkout-api' }],
  ['ListFunctions', 'lambda', 'list_functions', {}],
  ['ListEventSourceMappings', 'lambda', 'list_event_source_mappings', { function: 'checkout-api' }],
  ['GetAccountSettings', 'lambda', 'get_account_limits', {}],
  ['DescribeStackResources', 'cloudformation', 'find_stack', { physicalId: 'checkout-api' }],
  ['DescribeStackEvents', 'cloudformation', 'get_stack_events', { ...RANGE, stack: 'shop-checkout' }],
  ['ListStackResources', 'cloudformation', 'get_stack_resources', { stack: 'shop-checkout' }],
  ['LookupEvents', 'cloudformation', 'lookup_changes', { ...RANGE, resources: ['checkout-api'] }],
  ['DescribeEvents', 'cloudformation', 'list_health_events', RANGE],
];

/**
 * Where nothing is reserved AWS sends an empty object: no member that could be missing. In XML a list that is null is
 * one without items, which a stack that has just begun may have; of one that has resources, the dialect does not take it.
 */
const NO_MEMBERS = (operation: string, kind: string) =>
  (operation === 'GetFunctionConcurrency' && !['garbage', 'truncated', 'html'].includes(kind)) ||
  (operation === 'ListStackResources' && kind === 'nulls');
const Said = z.looseObject({ warnings: z.array(z.string()).default([]) });

let endpoint: Endpoint;
beforeAll(async () => {
  const built = await builtOf('bad-deploy');
  const health = { ...built.scenario.health, supportPlan: true };
  endpoint = await endpointOf({ ...built, scenario: { ...built.scenario, health } });
});
afterAll(() => endpoint.close());

async function ask(server: OwnServer, tool: string, args: Record<string, unknown>) {
  const aws = {
    region: 'eu-west-1',
    endpoint: endpoint.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  const { tools } = await loadServer(server, '1', aws, { simulated: true });
  const call = toolCalls(tools, { record: () => () => undefined, cache: false });
  return call(tool, args, { signal: new AbortController().signal, sessionId: 's' });
}

describe.each(ASKED)('%s of the %s server', (operation, server, tool, args) => {
  it('is read without a fault', async () => {
    endpoint.conditions.faults = {};
    expect(await ask(server, tool, args)).toHaveProperty('result');
  });

  it.each(SPOILT.filter((kind) => !NO_MEMBERS(operation, kind)))(
    'is no answer but an error, or a warning where it is a part of one, if it is %s',
    async (kind) => {
      endpoint.conditions.faults = { [operation]: kind };
      const said = await ask(server, tool, args);
      const told = 'error' in said ? [said.error.message] : Said.parse(said.result).warnings;
      expect(told.join()).toContain('is not what AWS answers');
      // Nothing of the page or the bytes.
      expect(told.join()).not.toMatch(/[^\x20-\x7E’]|<html|Sign in/);
      expect('error' in said ? said.error.code : 'MalformedAnswer').toBe('MalformedAnswer');
    },
  );
});

describe('what AWS always sends', () => {
  it('is known of every operation that the servers send', () => {
    const known = Object.keys({
      ...CLOUDWATCH_SENDS,
      ...LOGS_SENDS,
      ...LAMBDA_SENDS,
      ...CLOUDFORMATION_SENDS,
      ...CLOUDTRAIL_SENDS,
      ...HEALTH_SENDS,
    });
    const sent = globSync(packageFile('mcp/servers/{cloudwatch,lambda,cloudformation}/*.ts')).flatMap(
      (file) =>
        [...readFileSync(file, 'utf8').matchAll(/new (\w+)Command\(|\bpaginate([A-Z]\w+)\(/g)].map(
          ([, command, paginated]) => command ?? paginated ?? '',
        ),
    );
    expect([...new Set(sent)].sort()).toEqual(known.sort());
  });
});
