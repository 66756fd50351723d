import type { Ask, Call, CaseConfig, CaseEvent, Gap, Probe, Evidence } from '../case.ts';
import { OPTIONAL } from '../evidence/capabilities.ts';
import { questionKey } from '../evidence/derive-evidence.ts';
import { MINUTE, shift } from '../time.ts';
import { contextQuestions } from './context-questions.ts';
import { type Question, questions } from './questions.ts';

/** Rounds of new questions; late rounds have their own count. */
const MAX_ROUNDS = 4;
/** The waits for late evidence end this long after the opening: absolute, so that a Retry does not add up. */
const WAIT_ENDS_MS = [5 * MINUTE, 20 * MINUTE];

export type Plan = Pick<Ask, 'probes' | 'stop' | 'late' | 'notAsked'>;

/**
 * What the next round asks, or why nothing.
 *
 * @param awaited the execution comes from AwaitLateEvidence: only what was too early is asked again
 * @param elapsedMs real time since the case was opened
 * @param calls those that were made so far
 */
export function planRound(
  event: CaseEvent,
  config: CaseConfig,
  asks: readonly Ask[],
  known: { evidence: readonly Evidence[]; gaps: readonly Gap[] },
  options: { awaited: boolean; elapsedMs: number; calls: readonly Pick<Call, 'probe'>[] },
): Plan {
  const asked = asks.flatMap(({ probes }) => probes);
  const before = asks.at(-1)?.notAsked ?? [];
  const left = config.budget.calls - spent(asked, options.calls);
  if (options.awaited) return { ...planLateRound(asks, asked, known.gaps, left), notAsked: before };
  // The answers of a late round never lead to new questions.
  if (asks.at(-1)?.late !== undefined) return { probes: [], stop: 'enough', notAsked: before };

  const keys = new Set(asked.map(questionKey));
  const asking = [
    ...questions(event, known.evidence, known.gaps).map((question) => ({
      ...question,
      server: serverFor(question, config),
    })),
    // Last, so that it is theirs that no budget is left for.
    ...contextQuestions(event.incident, config),
  ];
  const wanted = asking.flatMap(({ server, ...question }) => {
    return server === undefined || !keys.has(questionKey({ ...question, server }))
      ? [{ ...question, server }]
      : [];
  });
  const notAsked: Ask['notAsked'] = [];
  const open = wanted.flatMap(({ server, ...question }) => {
    if (server !== undefined) return [{ ...question, server }];
    if (OPTIONAL.includes(question.capability)) return [];
    notAsked.push(unasked(question, 'no server in the configuration can answer it'));
    return [];
  });
  if (open.length === 0) return { probes: [], stop: 'enough', notAsked };
  const stop = (reason: Exclude<Ask['stop'], undefined>, detail: string): Plan => ({
    probes: [],
    stop: reason,
    notAsked: [...notAsked, ...open.map((question) => unasked(question, detail))],
  });
  if (asks.length >= MAX_ROUNDS) return stop('rounds', `${MAX_ROUNDS} rounds were asked`);
  if (options.elapsedMs > config.budget.deadlineMs) return stop('deadline', 'the deadline had passed');
  let calls = 0;
  const affordable: typeof open = [];
  for (const question of open) {
    if (calls + question.cost.calls > left) {
      notAsked.push(unasked(question, `it would exceed the budget of ${config.budget.calls} calls`));
      continue;
    }
    calls += question.cost.calls;
    affordable.push(question);
  }
  if (affordable.length === 0) return { probes: [], stop: 'budget', notAsked };
  return {
    probes: affordable.map((question, i) => ({ id: `P${asked.length + i + 1}`, ...question })),
    notAsked,
  };
}

/** Of each question what was set aside for it, or the calls that it took: a dialect may need more, for pages and regions. */
function spent(asked: readonly Probe[], calls: readonly Pick<Call, 'probe'>[]): number {
  const made = new Map<string, number>();
  for (const { probe } of calls) made.set(probe, (made.get(probe) ?? 0) + 1);
  return asked.reduce((sum, { id, cost }) => sum + Math.max(cost.calls, made.get(id) ?? 0), 0);
}

function unasked({ capability, args }: Question, detail: string): Ask['notAsked'][number] {
  return { capability, args, detail };
}

function planLateRound(
  asks: readonly Ask[],
  asked: readonly Probe[],
  gaps: readonly Gap[],
  left: number,
): Omit<Plan, 'notAsked'> {
  const waited = asks.filter(({ late }) => late !== undefined).length;
  const again = gaps.flatMap((gap) => {
    const probe = asked.find(({ id }) => id === gap.probe);
    return gap.askAgainAt === undefined || probe === undefined ? [] : [probe];
  });
  let calls = 0;
  const affordable = again.filter(({ cost }) => (calls += cost.calls) <= left);
  if (again.length === 0 || waited >= WAIT_ENDS_MS.length) {
    return { probes: [], stop: 'enough' };
  }
  if (affordable.length === 0) return { late: waited === 0 ? 1 : 2, probes: [], stop: 'budget' };
  return {
    late: waited === 0 ? 1 : 2,
    probes: affordable.map((probe, i) => ({ ...probe, id: `P${asked.length + i + 1}`, again: probe.id })),
  };
}

/** The first server in the configuration that can answer. */
function serverFor({ capability }: Question, { servers }: CaseConfig): string | undefined {
  return servers.find(({ capabilities }) => capabilities.includes(capability))?.name;
}

/** When the next wait for late evidence ends, or undefined if nothing is worth waiting for any more. */
export function nextWait(openedAt: string, asks: readonly Ask[], gaps: readonly Gap[]): string | undefined {
  const waited = asks.filter(({ late }) => late !== undefined).length;
  const end = WAIT_ENDS_MS[waited];
  return end === undefined || gaps.every((gap) => gap.askAgainAt === undefined)
    ? undefined
    : shift(openedAt, end);
}
