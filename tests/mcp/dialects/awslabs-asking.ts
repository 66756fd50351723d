import { type Call, type CallOutcome, type Failure, type Probe, V } from '../../../core/case.ts';
import type { Json } from '../../../core/canonical.ts';
import { type CapabilityName, capabilities } from '../../../core/evidence/capabilities.ts';
import { awslabs } from '../../../mcp/dialects/awslabs/awslabs.ts';

export const RANGE = { from: '2026-03-10T02:10:12.406Z', to: '2026-03-10T03:10:12.406Z' };
export const REGION = 'eu-west-1';

/** What a server answers to the n-th call. */
type Answers = readonly Json[];

function probe(capability: CapabilityName, args: Probe['args']): Probe {
  return { id: 'P1', server: 's', capability, args, timeoutMs: 1_000, cost: { calls: 1 } };
}

function callsOf(outcomes: readonly { tool: string; outcome: CallOutcome }[]): Call[] {
  return outcomes.map(({ tool, outcome }, i) => ({
    v: V,
    id: `P1.${i + 1}`,
    probe: 'P1',
    server: 's',
    tool,
    args: {},
    outcome,
    hash: '0'.repeat(64),
    durationMs: 1,
  }));
}

export interface Asked {
  /** The calls made, and the one that there is no answer for any more. */
  asked: [tool: string, args: Record<string, Json>][];
  /** In the capability's shape. */
  answer?: unknown;
  failure?: Failure;
}

/** A question as the pipeline asks it: call after call, as long as there are answers. */
export function ask(capability: CapabilityName, args: Probe['args'], ...answers: Answers): Asked {
  const question = probe(capability, args);
  const made: { tool: string; outcome: CallOutcome }[] = [];
  const asked: Asked['asked'] = [];
  for (;;) {
    const next = awslabs.next(question, callsOf(made), REGION);
    if (next === undefined) break;
    asked.push([next.tool, next.args]);
    const result = answers[made.length];
    if (result === undefined) break;
    made.push({ tool: next.tool, outcome: { result } });
  }
  const reading = awslabs.read(question, callsOf(made));
  return 'failure' in reading
    ? { asked, failure: reading.failure }
    : { asked, answer: capabilities[capability].answer.parse(reading.answer) };
}
