import type * as z from 'zod';
import type { World } from './world.ts';

/** A request, as far as the services look at it. */
export interface AwsRequest {
  operation: string;
  region: string;
  /** JSON body, form fields or path parameters. */
  input: unknown;
  /** Data time, epoch ms. */
  now: number;
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

export type Operation = (world: World, request: AwsRequest) => unknown;

export interface Service {
  /** As in IAM actions, `logs:StartQuery`. */
  name: string;
  protocol: 'json' | 'query' | 'rest';
  /** What the X-Amz-Target header begins with, for `json`. */
  target?: string;
  operations: Record<string, Operation>;
}

/** Parses an operation's input as AWS would refuse it. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AwsFault('ValidationException', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
