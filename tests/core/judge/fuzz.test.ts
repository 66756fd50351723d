import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { incidentOf } from '../../../core/alarm/incident.ts';
import { judge } from '../../../core/judge/judge.ts';
import { planRound } from '../../../core/ask/plan-round.ts';
import { questions } from '../../../core/ask/questions.ts';
import { Json, canonical } from '../../../core/canonical.ts';
import {
  type Alarm,
  type Ask,
  type Call,
  type CaseConfig,
  type CaseEvent,
  type Evidence,
  type Gap,
  type Probe,
  V,
} from '../../../core/case.ts';
import { capabilities, isCapability } from '../../../core/evidence/capabilities.ts';
import { deriveEvidence } from '../../../core/evidence/derive-evidence.ts';
import type { Dialects } from '../../../core/evidence/dialect.ts';
import { evaluate } from '../../../core/proof/evaluate.ts';
import { buildReport } from '../../../core/report/build-report.ts';
import { templateSummary } from '../../../core/report/wording/template.ts';
import { MINUTE, iso, ms } from '../../../core/time.ts';
import { AT, alarm, answerTo } from './any-answers.ts';

const BUDGET = 80;
const MAX_ROUNDS = 4;

function eventOf(of: Alarm, openedAfterMs: number): CaseEvent {
  const openedAt = iso(AT + openedAfterMs);
  return {
    v: V,
    caseId: '0a1b2c3d4e5f-live',
    alarmKey: '0'.repeat(64),
    openedAt,
    execution: { id: 'x', name: 'x', startedAt: openedAt },
    event: {},
    incident: incidentOf(of, openedAt, {}),
  };
}

const config: CaseConfig = {
  v: V,
  servers: [{ name: 'all', dialect: 'direct', capabilities: Object.keys(capabilities) }],
  budget: { deadlineMs: 60_000, calls: BUDGET },
  channels: [],
  targets: {},
};

/** A call's result is the answer itself. */
const dialects: Dialects = {
  direct: {
    toolsFor: () => [],
    next: () => undefined,
    read: (_probe, [call]) =>
      call !== undefined && 'result' in call.outcome
        ? { answer: call.outcome.result }
        : { failure: { reason: 'failed', detail: 'x' } },
  },
};

const failed = Symbol('failed');

interface Investigation {
  event: CaseEvent;
  asks: Ask[];
  known: { evidence: Evidence[]; gaps: Gap[] };
}

/** Rounds until nothing is asked any more, then the two late ones. */
function investigate(event: CaseEvent, answer: (probe: Probe) => Json | typeof failed): Investigation {
  const asks: Ask[] = [];
  const calls: Call[] = [];
  const known = () => deriveEvidence(event, config, { asks, calls }, new Map(), dialects);
  const round = (awaited: boolean, now: number): boolean => {
    const plan = planRound(event, config, asks, known(), { awaited, elapsedMs: 0, calls });
    asks.push({ v: V, round: asks.length + 1, now: iso(now), ...plan, used: {}, failed: {} });
    for (const probe of plan.probes) {
      const result = answer(probe);
      const outcome =
        result === failed ? { failure: { reason: 'failed' as const, detail: 'x' } } : { result };
      const { id, server, args } = probe;
      calls.push({
        v: V,
        id: `${id}.1`,
        probe: id,
        server,
        tool: probe.capability,
        args,
        outcome,
        hash: '0'.repeat(64),
        durationMs: 0,
      });
    }
    return plan.probes.length > 0;
  };
  const opened = ms(event.openedAt);
  let rounds = 0;
  while (round(false, opened + 2_000 * rounds)) {
    if (++rounds > MAX_ROUNDS) throw new Error(`more than ${MAX_ROUNDS} rounds`);
  }
  for (const minutes of [5, 20]) {
    if (round(true, opened + minutes * MINUTE)) round(false, opened + minutes * MINUTE);
  }
  return { event, asks, known: known() };
}

/** Any alarm, opened soon or late, with any answers; the same question asked again may have another. */
const given = [alarm, fc.constantFrom(5_000, 14_000, 30 * MINUTE, 2 * 60 * MINUTE), fc.gen()] as const;

function investigated(of: Alarm, openedAfterMs: number, gen: fc.GeneratorValue): Investigation {
  return investigate(eventOf(of, openedAfterMs), ({ capability, args }) => {
    if (!isCapability(capability)) throw new Error(`no capability: ${capability}`);
    if (gen(fc.nat, 9) === 0) return failed;
    return gen(answerTo, capability, args) as Json;
  });
}

function holds(check: (investigation: Investigation) => void): void {
  fc.assert(
    fc.property(...given, (...world) => check(investigated(...world))),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 30), endOnFailure: true },
  );
}

describe('the analysis, given any answers of the right shape', () => {
  it('gives a verdict in which every finding holds and every citation exists', () => {
    holds(({ event, known: { evidence, gaps } }) => {
      const { abstention, hypotheses, findings } = judge(event, evidence, gaps);
      const broken = findings.filter(({ predicate }) => !evaluate(predicate, evidence));
      expect(broken).toEqual([]);
      const cited = [
        ...(abstention?.findings ?? []),
        ...hypotheses.flatMap(({ trigger, signs, nextSteps }) => [
          ...(trigger?.findings ?? []),
          ...signs.flatMap((sign) => sign.findings),
          ...nextSteps.flatMap((step) => step.findings),
        ]),
      ];
      const ids = new Set(findings.map(({ id }) => id));
      expect(cited.filter((id) => !ids.has(id))).toEqual([]);
    });
  });

  it('gives scores between 0 and 1, and a finding for every sign that it judges', () => {
    holds(({ event, known: { evidence, gaps } }) => {
      for (const { score, signs } of judge(event, evidence, gaps).hypotheses) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(signs.filter(({ seen, findings }) => seen === 'yes' && findings.length === 0)).toEqual([]);
      }
    });
  });

  it('gives the same verdict and the same report for the same answers', () => {
    holds(({ event, asks, known: { evidence, gaps } }) => {
      const once = () => {
        const verdict = { ...judge(event, evidence, gaps), k: 1, round: 1 };
        const record = { v: V, evidence, gaps, calls: {} };
        const report = buildReport(event, asks, record, verdict, templateSummary(verdict));
        return canonical(Json.parse(JSON.parse(JSON.stringify([verdict, report]))));
      };
      expect(once()).toBe(once());
    });
  });

  it('asks only what can be asked, the same each time', () => {
    holds(({ event, known: { evidence, gaps } }) => {
      const asked = questions(event, evidence, gaps);
      expect(questions(event, evidence, gaps)).toEqual(asked);
      for (const { capability, args } of asked) {
        expect(capabilities[capability].args.safeParse(args).error).toBeUndefined();
      }
    });
  });

  it('ends after four rounds of questions, within the budget of calls', () => {
    holds(({ asks }) => {
      const rounds = asks.filter(({ probes, late }) => probes.length > 0 && late === undefined);
      expect(rounds.length).toBeLessThanOrEqual(MAX_ROUNDS);
      const calls = asks.flatMap(({ probes }) => probes).reduce((sum, { cost }) => sum + cost.calls, 0);
      expect(calls).toBeLessThanOrEqual(BUDGET);
    });
  });
});
