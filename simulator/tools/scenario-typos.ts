import { closest, distance } from '../language/did-you-mean.ts';
import type { ReadScenario } from '../language/load.ts';
import { operationNames } from '../services/services.ts';
import { PLACEHOLDERS } from '../world/logs.ts';

type File = ReadScenario['scenario'];

interface Typo {
  path: PropertyKey[];
  message: string;
}

/** Names that nothing else knows, and that were probably misspelt. */
export function typos(file: File): Typo[] {
  return [...unknownResources(file), ...lonelyStacks(file), ...unfilled(file), ...unknownOperations(file)];
}

function unknownResources({ truth, ...scenario }: File): Typo[] {
  if (!('cause' in truth)) return [];
  const text = JSON.stringify(scenario);
  const given = [
    { resource: truth.cause.resource, path: ['truth', 'cause', 'resource'] },
    ...truth.accept.map(({ resource }, i) => ({ resource, path: ['truth', 'accept', i, 'resource'] })),
  ];
  return given
    .filter(({ resource }) => !text.includes(JSON.stringify(resource).slice(1, -1)))
    .map(({ resource, path }) => ({ path, message: `${resource} occurs nowhere else in the file` }));
}

/** A stack that one resource alone is in, and whose name is nearly that of another. */
function lonelyStacks({ functions, tables, queues, streams, apis, resources, alarms, stacks }: File): Typo[] {
  const groups = { functions, tables, queues, streams, apis, resources };
  const members = [
    ...Object.entries(groups).flatMap(([key, group]) =>
      Object.entries<{ stack?: string | undefined }>(group).map(([name, { stack }]) => ({
        stack,
        path: [key, name, 'stack'],
      })),
    ),
    ...alarms.map(({ stack }, i) => ({ stack, path: ['alarms', i, 'stack'] })),
  ];
  const named = members.flatMap(({ stack }) => stack ?? []);
  const isLonely = (stack: string) =>
    !Object.hasOwn(stacks, stack) && named.indexOf(stack) === named.lastIndexOf(stack);
  return members.flatMap(({ stack, path }) => {
    if (stack === undefined || !isLonely(stack)) return [];
    // Of two that are both lonely the second is the misspelt one.
    const earlier = named.slice(0, named.indexOf(stack));
    const known = [...Object.keys(stacks), ...named.filter((name) => !isLonely(name)), ...earlier];
    const most = Math.min(2, Math.floor(stack.length / 3));
    const meant = known.find((name) => distance(stack, name) <= most);
    if (meant === undefined) return [];
    return [{ path, message: `nothing else is in stack ${stack}; did you mean ${meant}?` }];
  });
}

/** Placeholders that stay as they are written. */
function unfilled({ logGroups }: File): Typo[] {
  const check = (text: string, known: readonly string[], path: PropertyKey[]) =>
    [...text.matchAll(/\{([a-z_]\w*)\}/gi)].flatMap(([whole, name = '']) => {
      if (known.includes(name)) return [];
      const meant = closest(name, known);
      const hint = meant === undefined ? '' : `; did you mean {${meant}}?`;
      return [{ path, message: `nothing fills ${whole}${hint}` }];
    });
  return Object.entries(logGroups).flatMap(([name, { stream, lines }]) => [
    ...check(stream, ['instance', 'day'], ['logGroups', name, 'stream']),
    ...lines.flatMap(({ message, values }, i) =>
      check(message, [...PLACEHOLDERS, ...Object.keys(values)], ['logGroups', name, 'lines', i, 'message']),
    ),
  ]);
}

/** A rule for what nobody asks changes nothing. */
function unknownOperations({ aws }: File): Typo[] {
  const known = operationNames();
  return aws.flatMap(({ operation }, i) => {
    if (known.includes(operation)) return [];
    const meant = closest(operation, known);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return [{ path: ['aws', i, 'operation'], message: `there is no operation ${operation}${hint}` }];
  });
}
