import type * as z from 'zod';
import { MAX_CALL_DEPTH, tooDeep } from './call-weights.ts';
import { type Cost, contributions, costOf } from './cost.ts';
import type { ScenarioFile } from './scenario.ts';

interface Problem {
  path: PropertyKey[];
  message: string;
}

/** A play is held in memory, and its process has half a minute to begin. */
const MAX_MEGABYTES = 1_000;
const MAX_SECONDS = 30;
const SEARCH_STEPS = 30;

/** Numbers that make a play too large, each with the number that is allowed. */
export function checkCost(scenario: z.infer<typeof ScenarioFile>): Problem[] {
  const deep = tooDeep(scenario);
  if (deep !== undefined) {
    const message = `it calls through more than ${MAX_CALL_DEPTH} functions in a row`;
    return [{ path: ['functions', deep, 'uses'], message }];
  }
  const excess = (one: Pick<Cost, 'megabytes' | 'seconds'>) =>
    Math.max(one.megabytes / MAX_MEGABYTES, one.seconds / MAX_SECONDS);
  const all = contributions(scenario);
  const whole = costOf(scenario);
  const [most] = all.toSorted((a, b) => excess(b) - excess(a));
  if (most === undefined || excess(whole) <= 1) return [];
  // Twice as much may cost four times as much: the share that is allowed is looked for.
  let [allowed, tooMuch] = [0, 1];
  for (let i = 0; i < SEARCH_STEPS; i++) {
    const scale = allowed === 0 ? tooMuch / 1_000 : Math.sqrt(allowed * tooMuch);
    if (excess(costOf(scenario, scale)) <= 1) allowed = scale;
    else tooMuch = scale;
  }
  const number = numberText(most.value * allowed, 'down');
  const limits = `${MAX_MEGABYTES} MB and ${MAX_SECONDS} s are allowed`;
  const message = `a play would make ${costText(whole)}; ${limits}: here at most ${number} ${most.unit}, not ${numberText(most.value)}`;
  return [{ path: most.path, message }];
}

/** `about 8400 invocations, 34k log lines, 32 MB in 2 s`. */
export function costText({ invocations, logLines, megabytes, seconds }: Cost): string {
  const size = inUnits(megabytes, [1, 'MB'], [1e3, 'GB'], [1e6, 'TB'], [1e9, 'PB']);
  const time = inUnits(seconds, [1, 's'], [60, 'min'], [3_600, 'h'], [86_400, 'days'], [31_557_600, 'years']);
  return `about ${numberText(invocations)} invocations, ${numberText(logLines)} log lines, ${size} in ${time}`;
}

/** In the largest unit of which it is two, the smallest ones first. */
function inUnits(value: number, ...units: [size: number, name: string][]): string {
  const [size, name] = units.findLast(([one]) => value >= 2 * one) ?? units[0] ?? [1, ''];
  return `${numberText(Math.ceil(value / size))} ${name}`;
}

/** Two digits, and a unit of thousands; beyond those, a power of ten. */
function numberText(value: number, round: 'near' | 'down' = 'near'): string {
  if (value < 1) return '0';
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  const rounded = (round === 'near' ? Math.round(value / unit) : Math.floor(value / unit)) * unit;
  if (rounded >= 1e12) return rounded.toExponential(1).replace('+', '');
  const [size, word] =
    rounded >= 1e9 ? [1e9, 'G'] : rounded >= 1e6 ? [1e6, 'M'] : rounded >= 1e4 ? [1e3, 'k'] : [1, ''];
  return `${Number((rounded / size).toPrecision(3))}${word}`;
}
