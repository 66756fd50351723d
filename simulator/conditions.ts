import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { AwsFault } from './answer.ts';
import { FaultKind } from './fault-kinds.ts';
import type { ApiBehaviour } from './language/primitives.ts';
import type { Scenario } from './language/scenario.ts';
import { random } from './random.ts';
import type { World } from './world/world.ts';

/** By operation name, e.g. `StartQuery`. */
export const Faults = z.record(z.string(), FaultKind);
export type Faults = z.infer<typeof Faults>;

export const Latency = z.enum(['real', 'none']);
export type Latency = z.infer<typeof Latency>;

const SLOW_MS = 3_000;

/** How the scenario says that this request is answered; `n` counts requests. */
export function behaviourAt(
  { scenario, start }: World,
  operation: string,
  region: string,
  now: number,
  n: number,
): ApiBehaviour | undefined {
  return scenario.aws.find(
    (rule, i) =>
      rule.operation === operation &&
      (rule.region === undefined || rule.region === region) &&
      now >= start + (rule.from ?? -Infinity) &&
      now < start + (rule.until ?? Infinity) &&
      random(scenario.seed, 'behaviour', i, n).next() < rule.share,
  );
}

/** Services that say with a status what others say with 400. */
const BY_STATUS = ['lambda', 'cloudformation', 'bedrock'];

/** Actions that are not called as the operation is. */
const ACTIONS: Record<string, string> = { Converse: 'InvokeModel', Invoke: 'InvokeFunction' };

/**
 * Throws what AWS would answer; `hang` never answers. What spoils an answer is done to it later, and what only models do
 * is left to the operation.
 */
export async function applyFault(
  fault: FaultKind | undefined,
  service: string,
  operation: string,
  { account }: Scenario,
): Promise<void> {
  switch (fault) {
    case undefined:
    case 'reset':
    case 'empty':
    case 'blank':
    case 'garbage':
    case 'truncated':
    case 'html':
    case 'wrong-types':
    case 'nulls':
    case 'lies':
    case 'cut-off':
    case 'refuses':
    case 'malformed':
    case 'breaks':
      return;
    case 'slow':
      return sleep(SLOW_MS);
    case 'deny': {
      const action = `${service}:${ACTIONS[operation] ?? operation}`;
      throw new AwsFault(
        service === 'cloudformation' || service === 'sts' || service === 'iam'
          ? 'AccessDenied'
          : 'AccessDeniedException',
        `User: arn:aws:sts::${account}:assumed-role/casefile/session is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
        BY_STATUS.includes(service) ? 403 : 400,
      );
    }
    case 'expired':
      throw new AwsFault(
        service === 'sts' || service === 'iam' || service === 'cloudformation'
          ? 'ExpiredToken'
          : 'ExpiredTokenException',
        'The security token included in the request is expired',
        403,
      );
    case 'throttle':
      if (service === 'lambda') throw new AwsFault('TooManyRequestsException', 'Rate Exceeded.', 429);
      if (service === 'bedrock') {
        const message = 'Too many requests, please wait before trying again.';
        throw new AwsFault('ThrottlingException', message, 429);
      }
      throw new AwsFault(
        service === 'cloudformation' ? 'Throttling' : 'ThrottlingException',
        'Rate exceeded',
      );
    case 'hang':
      return new Promise<never>(() => {});
    case 'error':
      throw new AwsFault(
        service === 'bedrock' ? 'InternalServerException' : 'InternalFailure',
        'We encountered an internal error. Please try again.',
        500,
      );
    case 'times-out':
      throw new AwsFault(
        'ModelTimeoutException',
        'Model has timed out in processing the request. Try your request again.',
        408,
      );
  }
}

/** Milliseconds, from and to, as such calls take in one's own region; estimates, not measured on AWS. */
const TYPICAL_MS: Record<string, [number, number]> = {
  GetMetricData: [110, 320],
  DescribeAlarms: [60, 160],
  StartQuery: [90, 220],
  GetQueryResults: [60, 180],
  FilterLogEvents: [120, 420],
  LookupEvents: [250, 700],
  DescribeStackEvents: [120, 320],
  DescribeStackResources: [100, 280],
  Converse: [900, 2_600],
  InvokeAgent: [1_800, 5_200],
  InvokeInlineAgent: [1_800, 5_200],
  Retrieve: [250, 700],
};
const OTHERWISE_MS: [number, number] = [30, 110];

/** How long the n-th request takes to be answered. */
export function latencyMs(latency: Latency, seed: number, operation: string, n: number): number {
  if (latency === 'none') return 0;
  return random(seed, 'latency', operation, n).between(...(TYPICAL_MS[operation] ?? OTHERWISE_MS));
}
