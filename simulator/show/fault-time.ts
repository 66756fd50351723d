import type { Scenario } from '../language/scenario.ts';

/** When the first thing begins that is marked `fault: true`, in ms from the start; undefined if nothing is. */
export function faultTime(scenario: Scenario): number | undefined {
  const times: number[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach(visit);
    if ('fault' in value && value.fault === true) {
      const at = 'at' in value ? value.at : 'from' in value ? value.from : 0;
      if (typeof at === 'number') times.push(at);
    }
    Object.values(value).forEach(visit);
  };
  visit(scenario);
  return times.length === 0 ? undefined : Math.min(...times);
}
