import type { Call, Failure, Probe } from '../../core/case.ts';
import type { Json } from '../../core/canonical.ts';
import { type CapabilityName, isCapability } from '../../core/evidence/capabilities.ts';
import type { Dialect } from '../../core/evidence/dialect.ts';
import type { Bind, BoundReader } from './reader.ts';

/** How a server's tools answer one capability. */
export interface Answerer {
  /** Every tool that it may call. */
  tools: readonly string[];
  bind: Bind;
}

/**
 * A dialect from what it has for each capability.
 *
 * @param unwrap takes off what the server puts around every result
 * @param softFailure what of a result, already unwrapped, says that there is none
 */
export function dialectOf(
  answerers: Partial<Record<CapabilityName, Answerer>>,
  unwrap: (result: Json) => Json,
  softFailure: (tool: string, result: Json) => Failure | undefined = () => undefined,
): Dialect {
  /** The results so far, or why a call has none: nothing is called after that. */
  function resultsOf(calls: readonly Call[]): Json[] | { failure: Failure } {
    const results: Json[] = [];
    for (const { tool, outcome } of calls) {
      if ('failure' in outcome) return outcome;
      const result = unwrap(outcome.result);
      const failure = softFailure(tool, result);
      if (failure !== undefined) return { failure };
      results.push(result);
    }
    return results;
  }

  function readerOf({ capability, args }: Probe): BoundReader | undefined {
    return isCapability(capability) ? answerers[capability]?.bind(args) : undefined;
  }

  return {
    toolsFor(capabilities) {
      const tools = capabilities.flatMap((name) =>
        isCapability(name) ? (answerers[name]?.tools ?? []) : [],
      );
      return [...new Set(tools)].sort();
    },

    next(probe, calls, region) {
      const results = resultsOf(calls);
      return 'failure' in results ? undefined : readerOf(probe)?.next(results, region);
    },

    read(probe, calls) {
      const results = resultsOf(calls);
      if ('failure' in results) return results;
      const read = readerOf(probe)?.read(results);
      if (read === undefined) {
        return { failure: { reason: 'malformed', detail: `the question does not fit ${probe.capability}` } };
      }
      return isFailure(read) ? { failure: read } : { answer: read };
    },
  };
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
