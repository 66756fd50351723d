import * as z from 'zod';
import type { Call, Failure, Probe } from '../../core/case.ts';
import { Json } from '../../core/canonical.ts';
import { type CapabilityName, capabilities, isCapability } from '../../core/evidence/capabilities.ts';
import type { Dialect, NextCall, Reading } from '../../core/evidence/dialect.ts';
import { describeIssue } from '../../core/parse.ts';
import { logPatterns } from './casefile-logs.ts';

/** How one capability is asked and read with our tools. `results` are those of the calls so far. */
export interface Reader<A> {
  next(args: A, results: readonly Json[]): NextCall | undefined;
  read(args: A, results: readonly Json[]): Json | Failure;
}

interface BoundReader {
  next(results: readonly Json[]): NextCall | undefined;
  read(results: readonly Json[]): Json | Failure;
}

type Bind = (args: unknown) => BoundReader | undefined;

const READERS: Record<CapabilityName, Bind> = {
  'alarms.describe': once(
    capabilities['alarms.describe'].args,

    ({ alarm }) => ({ tool: 'describe_alarms', args: { names: [alarm] } }),
    z
      .looseObject({ alarms: z.array(z.looseObject({ type: z.string() })) })
      .transform(({ alarms }, context) => {
        const [alarm] = alarms;
        if (alarm?.type !== 'metric') {
          context.addIssue({ code: 'custom', message: 'no metric alarm of this name' });
          return z.NEVER;
        }
        const keys = [
          'comparison',
          'threshold',
          'periodSeconds',
          'evaluationPeriods',
          'datapointsToAlarm',
          'missingData',
          'updatedAt',
        ];
        return Object.fromEntries(keys.flatMap((key) => (key in alarm ? [[key, alarm[key]]] : [])));
      }),
  ),
  'metrics.range': once(
    capabilities['metrics.range'].args,

    ({ from, to, periodSeconds, series }) => ({
      tool: 'get_metric_data',
      args: { from, to, periodSeconds, metrics: series },
    }),
    z
      .looseObject({
        series: z.array(z.looseObject({ id: z.string(), status: z.string(), points: z.array(z.unknown()) })),
      })
      // A series that AWS did not answer completely would look sparse.
      .transform(({ series }) => ({
        series: Object.fromEntries(
          series.filter(({ status }) => status === 'Complete').map(({ id, points }) => [id, points]),
        ),
        warnings: series
          .filter(({ status }) => status !== 'Complete')
          .map(({ id, status }) => `series ${id} is ${status}`),
      })),
  ),
  'logs.source': once(
    capabilities['logs.source'].args,
    ({ function: name }) => ({ tool: 'describe_log_groups', args: { nameContains: name } }),
    z
      .looseObject({ groups: z.array(z.looseObject({ name: z.string() })) })
      .transform(({ groups }) => ({ groups: groups.map(({ name }) => name) })),
  ),
  'logs.patterns': bind(capabilities['logs.patterns'].args, logPatterns),
  'function.config': once(
    capabilities['function.config'].args,

    ({ function: name }) => ({ tool: 'get_function_configuration', args: { function: name } }),
    z
      .looseObject({ name: z.string(), arn: z.string(), warnings: z.array(z.string()) })
      .transform(({ name: _name, arn: _arn, ...settings }) => settings),
  ),
  'function.versions': once(
    capabilities['function.versions'].args,

    ({ function: name }) => ({ tool: 'list_versions', args: { function: name } }),
    z
      .looseObject({
        versions: z.array(z.unknown()),
        aliases: z.array(z.looseObject({ name: z.string(), version: z.string() })),
        warnings: z.array(z.string()),
      })
      .transform(({ versions, aliases, warnings }) => ({
        versions,
        warnings,
        aliases: aliases.map(({ name, version }) => ({ name, version })),
      })),
  ),
  'stack.find': once(
    capabilities['stack.find'].args,
    ({ physicalId }) => ({ tool: 'find_stack', args: { physicalId } }),
    z.looseObject({}),
  ),
  'stack.events': once(
    capabilities['stack.events'].args,

    ({ stack, from, to }) => ({ tool: 'get_stack_events', args: { stack, from, to } }),
    z
      .looseObject({ events: z.array(z.unknown()), showing: z.string().optional() })
      .transform(({ events, showing }) => ({ events, truncated: showing !== undefined })),
  ),
  'changes.lookup': once(
    capabilities['changes.lookup'].args,

    ({ resources, from, to }) => ({ tool: 'lookup_changes', args: { resources, from, to } }),
    z
      .looseObject({ events: z.array(z.looseObject({})), warnings: z.array(z.string()) })
      .transform(({ events, warnings }) => ({
        events: events.map(({ region: _region, ...event }) => event),
        truncated: warnings.length > 0,
      })),
  ),
};

/** Our own three servers. */
export const casefile: Dialect = {
  tools: [
    'describe_alarms',
    'get_metric_data',
    'start_query',
    'get_query_results',
    'get_log_events',
    'describe_log_groups',
    'get_function_configuration',
    'list_versions',
    'find_stack',
    'get_stack_events',
    'lookup_changes',
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

/** A reader that parses the probe's arguments before it is asked. */
function bind<A>(schema: z.ZodType<A>, reader: Reader<A>): Bind {
  return (args) => {
    const parsed = schema.safeParse(args);
    if (!parsed.success) return undefined;
    return {
      next: (results) => reader.next(parsed.data, results),
      read: (results) => reader.read(parsed.data, results),
    };
  };
}

/** A capability that takes one call. */
function once<A>(schema: z.ZodType<A>, call: (args: A) => NextCall, answer: z.ZodType): Bind {
  return bind(schema, {
    next: (args, results) => (results.length === 0 ? call(args) : undefined),
    read(_args, [result]) {
      const parsed = answer.safeParse(result);
      if (!parsed.success) return { reason: 'malformed', detail: describeIssue(parsed.error) };
      return Json.parse(parsed.data);
    },
  });
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
