import type { Scenario } from './scenario.ts';

/** Changes to a scenario that must not change what its cause is. */
export interface Variant {
  seed?: number;
  /** Moves the whole incident in time. */
  shiftMs?: number;
  /** Put before every name: functions, stacks, alarm, log groups. */
  prefix?: string;
  /** Multiplies the share of invocations that the fault hits, up to all of them. */
  amplitude?: number;
}

export function vary(scenario: Scenario, variant: Variant): Scenario {
  const { seed = scenario.seed, shiftMs = 0, prefix = '', amplitude = 1 } = variant;
  const named = (name: string) => `${prefix}${name}`;
  const scaled = (share: number) => Math.min(1, share * amplitude);
  return {
    ...scenario,
    seed,
    start: new Date(Date.parse(scenario.start) + shiftMs).toISOString(),
    functions: Object.fromEntries(
      Object.entries(scenario.functions).map(([name, definition]) => [
        named(name),
        {
          ...definition,
          stack: named(definition.stack),
          logGroup: definition.logGroup.replace(/([^/]+)$/, `${prefix}$1`),
        },
      ]),
    ),
    timeline: scenario.timeline.map((event) => {
      if ('burst' in event) {
        const { burst } = event;
        return {
          ...event,
          burst: { ...burst, function: named(burst.function), share: scaled(burst.share) },
        };
      }
      const { deploy } = event;
      const throws = deploy.throws && { ...deploy.throws, share: scaled(deploy.throws.share) };
      return {
        ...event,
        deploy: { ...deploy, function: named(deploy.function), ...(throws && { throws }) },
      };
    }),
    alarm: { ...scenario.alarm, name: named(scenario.alarm.name), function: named(scenario.alarm.function) },
  };
}
