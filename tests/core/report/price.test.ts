import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Json } from '../../../core/canonical.ts';
import { MAX_GB_PER_QUERY, MAX_METRICS_PER_CALL, priceCeiling, priceOf } from '../../../core/report/price.ts';
import { callsOf } from '../../../core/ask/ask.ts';
import { MAX_PAGES, MAX_QUERIES } from '../../../mcp/servers/cloudwatch/get-metric-data.ts';
import { MAX_QUERY_BYTES } from '../../../mcp/servers/cloudwatch/scan-bound.ts';

const call = (tool: string, args: Record<string, Json>, result: Json) => ({
  tool,
  args,
  outcome: { result },
});
const query = (bytesScanned: number) => [
  call('start_query', {}, { queryId: 'q' }),
  call('get_query_results', {}, { status: 'Running', bytesScanned: bytesScanned / 2 }),
  call('get_query_results', {}, { status: 'Complete', bytesScanned }),
];
const metrics = (n: number) =>
  call('get_metric_data', { metrics: Array.from({ length: n }, () => ({})) }, {});

describe('the price of an investigation', () => {
  it('counts metrics, and what queries scanned once', () => {
    expect(priceOf([metrics(50), call('describe_alarms', {}, {})])).toBeCloseTo(0.0005, 10);
    expect(priceOf(query(1e9))).toBeCloseTo(0.01 + 0.00001, 10);
  });

  it('counts those of the official server too, whose answers are wrapped', () => {
    const asked = { queries: [{}, {}] };
    const answer = (status: string) => ({ result: { status, statistics: { bytesScanned: 1e9 } } });
    expect(
      priceOf([
        call('get_metric_data', asked, {}),
        call('execute_log_insights_query', {}, answer('Polling Timeout')),
        call('get_logs_insight_query_results', {}, answer('Complete')),
      ]),
    ).toBeCloseTo(0.01 + 0.00002, 10);
  });

  it('has limits that are those of the servers', () => {
    expect(MAX_METRICS_PER_CALL).toBe(MAX_QUERIES * MAX_PAGES);
    expect(MAX_GB_PER_QUERY * 1e9).toBe(MAX_QUERY_BYTES);
  });

  it('is never above the ceiling, whatever the budget is spent on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 1_000 })),
        (calls, picks) => {
          let left = calls;
          const made = picks.flatMap((pick) => {
            const asQuery = pick % 2 === 0;
            const cost = asQuery ? callsOf('logs.patterns') : 1;
            if (cost > left) return [];
            left -= cost;
            return asQuery ? query((MAX_QUERY_BYTES * pick) / 1_000) : [metrics(pick % (MAX_QUERIES + 1))];
          });
          const ceiling = priceCeiling({ budget: { calls, deadlineMs: 1 } });
          expect(priceOf(made)).toBeLessThanOrEqual(ceiling + 1e-12);
        },
      ),
    );
  });
});
