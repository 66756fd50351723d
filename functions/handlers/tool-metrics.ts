import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import type { CallMeasure } from '../../mcp/server-kit/log.ts';

/**
 * Measures of a server's tool calls in CloudWatch's embedded metric format. The server is the only dimension: each
 * further one would multiply the metrics, and each metric costs money.
 */
export function toolMetrics(server: string): {
  measure: (measure: CallMeasure) => void;
  /** Writes what was measured; call it before the function sleeps. */
  flush: () => void;
} {
  const metrics = new Metrics({ namespace: 'Casefile', serviceName: server });
  return {
    measure({ durationMs, errorType, bytes, cached }: CallMeasure): void {
      metrics.addMetric('Latency', MetricUnit.Milliseconds, durationMs);
      metrics.addMetric('Errors', MetricUnit.Count, errorType === null ? 0 : 1);
      metrics.addMetric('Throttles', MetricUnit.Count, errorType === 'Throttled' ? 1 : 0);
      metrics.addMetric('ResultSize', MetricUnit.Bytes, bytes);
      metrics.addMetric('CacheHits', MetricUnit.Count, cached ? 1 : 0);
    },
    flush(): void {
      metrics.addMetric('MemoryUsed', MetricUnit.Bytes, process.memoryUsage.rss());
      metrics.publishStoredMetrics();
    },
  };
}
