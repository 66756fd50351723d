import type { Answered } from '../peers/requests.ts';
import { type Shapes, shapesOf } from '../peers/shapes.ts';
import { problemsOf } from '../simulator/fidelity/validate.ts';

export interface Difference {
  request: string;
  same: number;
  onlySimulator: string[];
  onlyThere: string[];
  otherType: string[];
  /** What the checks that the simulator's answers pass say of the answer from there. */
  problems: string[];
  /** One of them, or both, refuse. */
  refused?: string;
}

/** The same request's answer, of the simulator and of AWS, by paths and types; no value of it is kept. */
export function differenceOf(
  { service, operation, about }: { service: string; operation: string; about?: string },
  simulator: Answered,
  there: Answered,
): Difference {
  const request = `${service} ${operation}${about === undefined ? '' : `: ${about}`}`;
  const nothing = { request, same: 0, onlySimulator: [], onlyThere: [], otherType: [], problems: [] };
  if (simulator.error !== undefined || there.error !== undefined) {
    const [ours, theirs] = [simulator, there].map(
      ({ error, raw }) => `${error ?? 'answers'} (${raw?.status})`,
    );
    return ours === theirs
      ? { ...nothing, same: 1, refused: `both: ${ours}` }
      : { ...nothing, refused: `simulator: ${ours}; there: ${theirs}` };
  }
  const body = there.raw?.body ?? '';
  const ours = shapesOf(simulator.raw?.body ?? '');
  const theirs = shapesOf(body);
  const both = [...ours].filter(([path]) => theirs.has(path));
  const otherType = both.filter(([path, types]) => textOf(types) !== textOf(theirs.get(path)));
  return {
    request,
    same: both.length - otherType.length,
    otherType: otherType.map(
      ([path, types]) => `${path}: ${textOf(types)}, there ${textOf(theirs.get(path))}`,
    ),
    onlySimulator: missing(ours, theirs),
    onlyThere: missing(theirs, ours),
    problems: [...new Set(problemsOf(service, operation, body).map(withoutValue))],
  };
}

/** Paths of one that the other does not have; of an empty list nothing is known but that it is one. */
function missing(here: Shapes, there: Shapes): string[] {
  const empty = [...there].flatMap(([path, types]) =>
    types.has('list') && !there.has(`${path}[]`) ? [`${path}[]`] : [],
  );
  return [...here.keys()].filter(
    (path) => !there.has(path) && !empty.some((root) => path === root || path.startsWith(root)),
  );
}

function textOf(types: ReadonlySet<string> | undefined): string {
  return [...(types ?? [])].sort().join('/');
}

/** `X.Events[3].Name: no string (5)` -> `X.Events[].Name: no string` */
function withoutValue(problem: string): string {
  return problem
    .replace(/ is none of .*$/s, ' is none of the values that the SDK knows')
    .replace(/ \(.*\)$/s, '')
    .replace(/\[\d+\]/g, '[]');
}
