import type { Probe } from '../case.ts';
import type { Json } from '../canonical.ts';
import type { ArgsOf, CapabilityName } from '../evidence/capabilities.ts';

/** A question before it has a number and a server. */
export type Question = Pick<Probe, 'args' | 'timeoutMs' | 'cost'> & { capability: CapabilityName };

/** Longest a probe's call may take, and the most calls it may need. */
const LIMITS: Record<CapabilityName, { timeoutMs: number; calls: number }> = {
  'alarms.describe': { timeoutMs: 8_000, calls: 1 },
  'alarms.history': { timeoutMs: 8_000, calls: 1 },
  'alarms.active': { timeoutMs: 8_000, calls: 2 },
  'metrics.range': { timeoutMs: 10_000, calls: 1 },
  'metrics.list': { timeoutMs: 8_000, calls: 1 },
  'logs.source': { timeoutMs: 8_000, calls: 1 },
  'logs.patterns': { timeoutMs: 10_000, calls: 8 },
  'function.find': { timeoutMs: 10_000, calls: 1 },
  'function.config': { timeoutMs: 8_000, calls: 1 },
  'function.versions': { timeoutMs: 8_000, calls: 1 },
  'function.triggers': { timeoutMs: 8_000, calls: 1 },
  'account.limits': { timeoutMs: 8_000, calls: 1 },
  'stack.find': { timeoutMs: 8_000, calls: 1 },
  'stack.resources': { timeoutMs: 8_000, calls: 1 },
  'stack.events': { timeoutMs: 10_000, calls: 1 },
  'changes.lookup': { timeoutMs: 15_000, calls: 1 },
  'health.events': { timeoutMs: 8_000, calls: 1 },
  'documents.retrieve': { timeoutMs: 8_000, calls: 1 },
  'context.read': { timeoutMs: 12_000, calls: 1 },
};

export function ask<N extends CapabilityName>(
  capability: N,
  args: ArgsOf<N> & Record<string, Json>,
): Question {
  const { timeoutMs, calls } = LIMITS[capability];
  return { capability, args, timeoutMs, cost: { calls } };
}

/** The calls that the budget sets aside for a question. */
export function callsOf(capability: CapabilityName): number {
  return LIMITS[capability].calls;
}
