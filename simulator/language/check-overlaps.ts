import type * as z from 'zod';
import { keyOf } from '../world/metrics.ts';
import type { ScenarioFile } from './scenario.ts';

interface Problem {
  path: PropertyKey[];
  message: string;
}

const MACROS = [
  ['functions', 'AWS::Lambda::Function'],
  ['tables', 'AWS::DynamoDB::Table'],
  ['queues', 'AWS::SQS::Queue'],
  ['streams', 'AWS::Kinesis::Stream'],
  ['apis', 'AWS::ApiGateway::RestApi'],
] as const;

/** What is there twice, so that one of the two would be lost: resources and metrics. */
export function overlaps(scenario: z.infer<typeof ScenarioFile>): Problem[] {
  return [...resourcesTwice(scenario), ...metricsTwice(scenario)];
}

function resourcesTwice(scenario: z.infer<typeof ScenarioFile>): Problem[] {
  return Object.entries(scenario.resources).flatMap(([id, { type }]) =>
    MACROS.filter(([group, macro]) => macro === type && Object.hasOwn(scenario[group], id)).map(
      ([group]) => ({
        path: ['resources', id],
        message: `${group}.${id} is the same ${type}: leave one of them out`,
      }),
    ),
  );
}

/** What a macro writes is known only when it is played. */
function metricsTwice({ series, metricFilters }: z.infer<typeof ScenarioFile>): Problem[] {
  const first = new Map<string, string>();
  const written = [
    ...series.map((one, i) => ({ ...one, path: ['series', i] })),
    ...metricFilters.map(({ namespace, metric }, i) => {
      return { namespace, name: metric, dimensions: {}, path: ['metricFilters', i] };
    }),
  ];
  return written.flatMap(({ namespace, name, dimensions, path }) => {
    const key = keyOf(namespace, name, dimensions);
    const other = first.get(key);
    first.set(key, other ?? path.join('.'));
    if (other === undefined) return [];
    const metric = `${namespace} ${name} ${JSON.stringify(dimensions)}`;
    return [{ path, message: `${metric} is written twice: also by ${other}` }];
  });
}
