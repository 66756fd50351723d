import type * as z from 'zod';
import type { AlarmHistories } from './alarms/evaluate.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { World } from './world/world.ts';

/** What services answer from. */
export interface Account {
  world: World;
  alarms: AlarmHistories;
}

/** A request, as far as the services look at it. */
export interface AwsRequest {
  operation: string;
  region: string;
  /** JSON body, form fields or path parameters. */
  input: unknown;
  /** Data time, epoch ms. */
  now: number;
  /** As the answer's headers have it. */
  requestId: string;
  /** Items on a page, if the scenario says so. */
  pageSize?: number;
  /** How it is to misbehave, where the operation does that by itself, as models do. */
  fault?: FaultKind;
}

/** An error as AWS names it. */
export class AwsFault extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export type Operation = (account: Account, request: AwsRequest) => unknown;

/** An answer that is no document: what it says is in its status and headers, and its body stays as it is. */
export class HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;

  constructor(status: number, headers: Record<string, string>, body: string) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** How a request of a `rest` service is told; the named groups of its path are members of the input. */
export interface Route {
  method: 'GET' | 'POST';
  path: RegExp;
  operation: string;
  /** Headers that are members of the input, by their names in small letters. */
  headers?: Record<string, string>;
  /** The member that the whole body is, as text; without it the body's members are the input's. */
  payload?: string;
}

export interface Service {
  /** As in IAM actions, `logs:StartQuery`. */
  name: string;
  protocol: 'json' | 'query' | 'rest';
  /** What the X-Amz-Target header begins with, for `json`. */
  target?: string;
  /** For `rest`. */
  routes?: readonly Route[];
  /** Codes that clients of its older Query protocol know errors by, where they are not the errors' names. */
  queryCodes?: Record<string, string>;
  operations: Record<string, Operation>;
}

/** Parses an operation's input. @throws AwsFault as the service names it */
export function parse<T>(schema: z.ZodType<T>, input: unknown, invalid = 'ValidationException'): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AwsFault(invalid, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** A page of a list, and the token of the next one. @throws AwsFault for a token that was never given */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
  badToken = 'InvalidParameterException',
): { items: T[]; next: string | undefined } {
  const from = token === undefined ? 0 : Number(/^page-(\d+)$/.exec(token)?.[1] ?? NaN);
  if (Number.isNaN(from)) throw new AwsFault(badToken, 'The specified token is not valid.');
  const end = from + size;
  return { items: items.slice(from, end), next: end < items.length ? `page-${end}` : undefined };
}
