import type { Scenario } from '../language/scenario.ts';
import type { Shape } from '../language/values.ts';
import { numberText } from '../tools/scenario-text.ts';

/** A resource, and what it hands work to or uses. */
export interface Part {
  kind: string;
  name: string;
  details: string[];
  stack?: string;
  to: string[];
}

/** The resources of a scenario, from where work comes in to what is used last. */
export function topology(scenario: Scenario): Part[] {
  const { functions, tables, queues, streams, apis, dependencies, resources, logGroups } = scenario;
  const part = (
    kind: string,
    name: string,
    stack: string | undefined,
    details: readonly (string | false)[],
    to: readonly (string | undefined)[] = [],
  ): Part => ({
    kind,
    name,
    details: details.filter((detail) => detail !== false),
    ...(stack !== undefined && { stack }),
    to: to.filter((one) => one !== undefined),
  });
  const consumed = (name: string | undefined, batch: number) =>
    name === undefined ? undefined : `function ${name} (batches of ${batch})`;
  return [
    ...Object.entries(apis).map(([name, { stack, perMinute, function: target }]) =>
      part('api', name, stack, [rate(perMinute)], [`function ${target}`]),
    ),
    ...Object.entries(queues).map(([name, { stack, perMinute, consumer, batchSize, deadLetter }]) =>
      part(
        'queue',
        name,
        stack,
        [perMinute !== 0 && rate(perMinute)],
        [
          consumed(consumer, batchSize),
          deadLetter && `queue ${deadLetter.queue} after ${deadLetter.after} receives`,
        ],
      ),
    ),
    ...Object.entries(streams).map(([name, { stack, perMinute, shards, consumer, batchSize }]) =>
      part(
        'stream',
        name,
        stack,
        [perMinute !== 0 && rate(perMinute), `${shards} shards`],
        [consumed(consumer, batchSize)],
      ),
    ),
    ...Object.entries(functions).map(([name, one]) =>
      part(
        'function',
        name,
        one.stack,
        [
          one.perMinute !== 0 && rate(one.perMinute),
          `${one.durationMs} ms of ${one.timeoutSeconds} s`,
          `${one.memoryMb} MB`,
          one.version !== undefined &&
            `version ${one.version}${one.alias === undefined ? '' : ` as ${one.alias}`}`,
          one.reservedConcurrency !== undefined && `reserved ${one.reservedConcurrency}`,
          one.errors.length > 0 &&
            `usually ${one.errors.map(({ share, type }) => `${percent(share)} ${type}`).join(', ')}`,
        ],
        one.uses.map((use) =>
          use.table !== undefined
            ? `table ${use.table} (${use.access})`
            : use.function !== undefined
              ? `function ${use.function}`
              : use.dependency !== undefined
                ? `dependency ${use.dependency} (gives up after ${use.timeoutMs} ms)`
                : `queue ${use.queue ?? ''}`,
        ),
      ),
    ),
    ...Object.entries(tables).map(([name, { stack, write, read }]) =>
      part('table', name, stack, [
        write === undefined && read === undefined && 'on demand',
        write !== undefined && `write ${write}/s`,
        read !== undefined && `read ${read}/s`,
      ]),
    ),
    ...Object.entries(dependencies).map(([name, { host, ms }]) =>
      part('dependency', name, undefined, [host, `${ms} ms`]),
    ),
    ...Object.entries(resources).map(([name, { type, stack }]) => part('resource', name, stack, [type])),
    ...Object.entries(logGroups).map(([name, { instances, lines }]) =>
      part('log group', name, undefined, [`${instances} instances`, `${lines.length} kinds of lines`]),
    ),
  ];
}

/** 0.008 -> `0.8%`. */
export function percent(share: number): string {
  return `${numberText(share * 100)}%`;
}

function rate(shape: Shape): string {
  if (typeof shape === 'number') return `${shape}/min`;
  const daily = shape.daily === undefined ? '' : `, daily ±${percent(shape.daily.swing)}`;
  const steps = shape.steps.length + shape.recurring.length;
  return `${shape.base}/min${daily}${steps === 0 ? '' : `, ${steps} ${steps === 1 ? 'change' : 'changes'}`}`;
}
