import * as z from 'zod';
import { type FunctionHistory, type Version, at } from '../engine/function-history.ts';
import { type Account, AwsFault, parse } from '../answer.ts';
import { functionArn } from '../names.ts';

const ByName = z.looseObject({ FunctionName: z.string(), Qualifier: z.string().optional() });

/** By name or ARN, whatever version it names. @throws AwsFault */
export function askedFunction({ histories, scenario }: Account['world'], input: unknown): FunctionHistory {
  const name = nameIn(parse(ByName, input).FunctionName);
  const history = histories.get(name);
  if (history === undefined) throw notFound(functionArn(scenario, name));
  return history;
}

/** The version that a qualifier names or its alias points to; none is $LATEST. @throws AwsFault */
export function askedVersion(
  world: Account['world'],
  input: unknown,
  now: number,
): { history: FunctionHistory; version: Version | undefined } {
  const history = askedFunction(world, input);
  const { FunctionName, Qualifier = qualifierIn(FunctionName) } = parse(ByName, input);
  if (Qualifier === undefined || Qualifier === '$LATEST') return { history, version: undefined };
  const pointed = Qualifier === history.definition.alias ? at(history.aliasMoves, now)?.version : undefined;
  const version = publishedBy(history, now).find(
    (one) => String(one.version) === String(pointed ?? Qualifier),
  );
  if (version === undefined) throw notFound(functionArn(world.scenario, `${history.name}:${Qualifier}`));
  return { history, version };
}

export function publishedBy({ versions }: FunctionHistory, now: number): Version[] {
  return versions.filter(({ publishedAt }) => publishedAt <= now);
}

export function nameIn(given: string): string {
  return /:function:([^:]+)/.exec(given)?.[1] ?? given.split(':')[0] ?? given;
}

/** Of `name:qualifier`, or of an ARN that has one. */
function qualifierIn(given: string): string | undefined {
  return /^(?:.*:function:)?[^:]+:([^:]+)$/.exec(given)?.[1];
}

function notFound(arn: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}
