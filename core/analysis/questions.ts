import { DAY, since } from '../time.ts';
import type { AlarmMetric, CaseEvent, Evidence, Gap, Probe, Resource } from '../case.ts';
import type { Json } from '../canonical.ts';
import { type ArgsOf, type CapabilityName, capabilities } from '../evidence/capabilities.ts';
import { evidenceOf } from '../evidence/typed-evidence.ts';

/** A question before it has a number and a server. */
export type Question = Pick<Probe, 'args' | 'timeoutMs' | 'cost'> & { capability: CapabilityName };

/** How long CloudWatch keeps datapoints of each period: a minute for 15 days, 5 for 63, an hour for 455. */
const RETENTION: readonly { periodSeconds: number; ms: number }[] = [
  { periodSeconds: 60, ms: 15 * DAY },
  { periodSeconds: 300, ms: 63 * DAY },
  { periodSeconds: 3_600, ms: 455 * DAY },
];

/** Lambda's metrics have a datapoint a minute; of others only the alarm's own period is known to make sense. */
function periodFor({ incident, openedAt }: CaseEvent, metric: AlarmMetric): number {
  const own = metric.namespace === 'AWS/Lambda' ? 60 : Math.ceil(metric.periodSeconds / 60) * 60;
  const age = since(incident.baseline.from, openedAt);
  const kept = RETENTION.find((retention) => age < retention.ms)?.periodSeconds ?? 3_600;
  return Math.max(own, kept);
}

/**
 * Everything that is worth asking, given what is known: first what the incident itself names, then what the
 * answers named. Questions that were asked already are among them; the caller leaves those out.
 */
export function questions(event: CaseEvent, evidence: readonly Evidence[], gaps: readonly Gap[]): Question[] {
  const { incident } = event;
  const [alarm] = incident.alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  return [
    ask('alarms.describe', { alarm: alarm.name }),
    ...metricQuestions(event),
    ...incident.targets.flatMap((target) => functionQuestions(target, event, evidence, gaps)),
  ];
}

function metricQuestions(event: CaseEvent): Question[] {
  const { incident } = event;
  const [alarm] = incident.alarms;
  const [metric] = alarm?.metrics ?? [];
  if (metric === undefined) return [];
  const functions = incident.targets.filter(({ type }) => type === 'AWS::Lambda::Function');
  const lambda = (id: string, name: string, stat: string, dimensions: Record<string, string>) => ({
    id,
    namespace: 'AWS/Lambda',
    name,
    dimensions,
    stat,
  });
  const { namespace, name, dimensions, stat } = metric;
  return [
    ask('metrics.range', {
      from: incident.baseline.from,
      to: incident.window.to,
      periodSeconds: periodFor(event, metric),
      series: [
        { id: 'alarm', namespace, name, dimensions, stat },
        ...functions
          .slice(0, 1)
          .flatMap(({ id: FunctionName }) => [
            lambda('errors', 'Errors', 'Sum', { FunctionName }),
            lambda('invocations', 'Invocations', 'Sum', { FunctionName }),
            lambda('throttles', 'Throttles', 'Sum', { FunctionName }),
            lambda('concurrency', 'ConcurrentExecutions', 'Maximum', { FunctionName }),
          ]),
      ],
    }),
  ];
}

function functionQuestions(
  target: Resource,
  { incident }: CaseEvent,
  evidence: readonly Evidence[],
  gaps: readonly Gap[],
): Question[] {
  const { id } = target;
  const [alarm] = incident.alarms;
  const partition = alarm?.arn.split(':')[1] ?? 'aws';
  const arn = `arn:${partition}:lambda:${alarm?.region}:${alarm?.account}:function:${id}`;
  const changed = { from: incident.baseline.from, to: incident.window.to };
  const first = [
    ask('function.config', { function: id }),
    ask('function.versions', { function: id }),
    ask('stack.find', { physicalId: id }),
    ask('changes.lookup', { ...changed, resources: [id, arn] }),
  ];
  const asked = evidence.length > 1 || gaps.length > 0;
  if (!asked) return first;

  const config = evidenceOf('function.config', capabilities['function.config'], evidence).at(-1);
  const stack = evidenceOf('stack.find', capabilities['stack.find'], evidence).at(-1)?.answer.stack;
  const source = evidenceOf('logs.source', capabilities['logs.source'], evidence).at(-1);
  const logGroup = config?.answer.logGroup ?? likeliestGroup(id, source?.answer.groups ?? []);
  const ranges = logGroup === undefined ? [] : [incident.window, incident.baseline];
  return [
    ...first,
    ...(stack ? [ask('stack.events', { ...changed, stack: stack.name })] : []),
    // The settings name the log group; without them it is looked for by the function's name.
    ...(config === undefined ? [ask('logs.source', { function: id })] : []),
    ...ranges.flatMap((range) => logQuestions(logGroup ?? '', range, gaps)),
  ];
}

/** Lambda's default group, else one that ends with the function's name; of several, the shortest. */
function likeliestGroup(id: string, groups: readonly string[]): string | undefined {
  const named = groups
    .filter((group) => group.endsWith(id))
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return named.find((group) => group === `/aws/lambda/${id}`) ?? named[0];
}

/**
 * By Logs Insights; where that failed for a reason of its own, by FilterLogEvents. Both ranges then: only what was
 * read in the same way can be compared.
 */
function logQuestions(
  logGroup: string,
  range: { from: string; to: string },
  gaps: readonly Gap[],
): Question[] {
  const args = { from: range.from, to: range.to, logGroup };
  const failed = gaps.some(
    (gap) =>
      gap.capability === 'logs.patterns' &&
      gap.args['via'] === 'query' &&
      gap.reason !== 'not-found' &&
      gap.reason !== 'truncated',
  );
  return [
    ask('logs.patterns', { ...args, via: 'query' }),
    ...(failed ? [ask('logs.patterns', { ...args, via: 'scan' })] : []),
  ];
}

/** Longest a probe's call may take, and the most calls it may need. */
const LIMITS: Record<CapabilityName, { timeoutMs: number; calls: number }> = {
  'alarms.describe': { timeoutMs: 8_000, calls: 1 },
  'metrics.range': { timeoutMs: 10_000, calls: 1 },
  'logs.source': { timeoutMs: 8_000, calls: 1 },
  'logs.patterns': { timeoutMs: 10_000, calls: 8 },
  'function.config': { timeoutMs: 8_000, calls: 1 },
  'function.versions': { timeoutMs: 8_000, calls: 1 },
  'stack.find': { timeoutMs: 8_000, calls: 1 },
  'stack.events': { timeoutMs: 10_000, calls: 1 },
  'changes.lookup': { timeoutMs: 15_000, calls: 1 },
};

function ask<N extends CapabilityName>(capability: N, args: ArgsOf<N> & Record<string, Json>): Question {
  const { timeoutMs, calls } = LIMITS[capability];
  return { capability, args, timeoutMs, cost: { calls } };
}
