import { AwsFault } from '../answer.ts';
import type { LogEvent, LogGroup } from '../world/logs.ts';
import type { World } from '../world/world.ts';

/** What CloudWatch Logs calls an input that it does not take. */
export const INVALID = 'InvalidParameterException';
const DAY = 86_400_000;

/** Lines that can be found by now; there are none from before the scenario. */
export function told({ start }: World, group: LogGroup, from: number, to: number, now: number): LogEvent[] {
  return group
    .lines(Math.max(from, start - DAY), Math.min(to, now))
    .filter(({ ingestedAt }) => ingestedAt <= now);
}

export function logGroupArn({ region, account }: World['scenario'], name: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}

export function groupOf({ logGroups }: World, name: string): LogGroup {
  const group = logGroups.get(name);
  if (group === undefined) throw noGroup(name);
  return group;
}

export function noGroup(group: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', `The specified log group does not exist: ${group}`);
}
