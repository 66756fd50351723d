import type { CaseEvent, Evidence, Gap, Incident } from '../case.ts';
import { V } from '../case.ts';
import { round } from '../proof/evaluate.ts';
import { clockTime } from '../time.ts';
import type { Facts } from './facts.ts';
import { findingList } from './finding-list.ts';
import { NAMED_SCORE, rank } from './rank.ts';
import { readAlarm } from './read-alarm.ts';
import { readChanges } from './read-changes.ts';
import { readLogs } from './read-logs.ts';
import { readMetrics } from './read-metrics.ts';
import { type Abstention, CANDIDATE_SCORE, type Hypothesis, type Verdict, verdictKey } from './verdict.ts';

/** Two hypotheses closer than this fit equally well. */
const AMBIGUOUS = 0.05;

/** Evidence -> verdict. The same evidence always gives the same verdict. */
export function judge(
  event: CaseEvent,
  evidence: readonly Evidence[],
  gaps: readonly Gap[],
): Omit<Verdict, 'k' | 'round'> {
  const { incident } = event;
  const findings = findingList(evidence);
  const [target] = incident.targets;
  const alarm = readAlarm(incident, evidence, findings);
  const judged = isJudged(incident, alarm);
  const metrics = readMetrics(incident, evidence, findings, judged);
  const logs = readLogs(incident, evidence, findings);
  const changes = target ? readChanges(incident, target, evidence, findings) : [];
  const facts: Facts = {
    incident,
    ...(target && { target }),
    alarm,
    ...(metrics && { metrics }),
    ...(logs && { logs }),
    changes,
    gaps,
  };
  const hypotheses = rank(facts);
  const abstention = abstain(facts, judged, hypotheses);
  return {
    v: V,
    abstention,
    hypotheses,
    findings: [...findings.all],
    key: verdictKey(abstention !== null, hypotheses),
  };
}

/** Can a rise of the alarm's metric be what it is about? */
function isJudged({ alarms }: Incident, alarm: Facts['alarm']): boolean {
  const [{ metrics, computed } = { metrics: [], computed: true }] = alarms;
  return metrics.length === 1 && !computed && alarm.low !== true;
}

/** Why no cause is named, or null if one is. */
function abstain(facts: Facts, judged: boolean, hypotheses: readonly Hypothesis[]): Abstention | null {
  const [first, second] = hypotheses;
  const { target, metrics, logs, gaps, changes } = facts;
  if (target === undefined) {
    return {
      code: 'no-target',
      text: 'The alarm names no resource that Casefile knows how to investigate yet.',
      findings: [facts.alarm.finding.id],
    };
  }
  if (!judged) {
    return {
      code: 'not-judged',
      text: 'Alarms of this kind are not judged yet: only those on one metric that alarm when it is high.',
      findings: [facts.alarm.finding.id],
    };
  }
  if (first !== undefined && first.score >= NAMED_SCORE) {
    if (second === undefined || round(first.score - second.score, 2) >= AMBIGUOUS) return null;
    return {
      code: 'ambiguous',
      text: 'Two causes fit the evidence equally well.',
      findings: [first, second].flatMap(({ trigger }) => trigger?.findings ?? []),
    };
  }
  if (metrics?.shift === undefined && metrics?.steady === undefined) {
    return {
      code: 'no-metrics',
      text: "The alarm's metric could not be read, or has too little history to compare with.",
      findings: [facts.alarm.finding.id],
    };
  }
  if (metrics.steady !== undefined) {
    return {
      code: 'no-shift',
      text: metrics.steady.text,
      findings: [metrics.steady.id],
    };
  }
  const [newError] = logs?.newErrors ?? [];
  const early = gaps.find(({ reason }) => reason === 'too-early');
  if (newError !== undefined && early !== undefined && changes.length === 0) {
    return {
      code: 'changes-too-early',
      text: `A new error began, but it is too early to know what changed: CloudTrail is minutes behind${early.askAgainAt === undefined ? '' : ` and can be relied on from ${clockTime(early.askAgainAt)} on`}.`,
      findings: [newError.finding.id],
    };
  }
  const unknown = first?.signs.filter(({ seen }) => seen === 'unknown') ?? [];
  if (first?.trigger !== undefined && first.score >= CANDIDATE_SCORE && unknown.length > 0) {
    return {
      code: 'mechanism-unknown',
      text: `The ${first.trigger.kind} at ${clockTime(first.trigger.at)} came before the trouble, but whether it is the cause is not known: it would be if ${unknown.map(({ expects }) => expects).join(', and ')}.`,
      findings: first.trigger.findings,
    };
  }
  const known = logs?.knownErrors ?? [];
  if (logs !== undefined && !logs.partial && newError === undefined && known.length > 0) {
    return {
      code: 'known-errors-only',
      text: 'What is logged more than before is mostly errors that also occur when nothing is wrong.',
      findings: known.map(({ finding }) => finding.id),
    };
  }
  return {
    code: 'no-cause-fits',
    text: 'Nothing in the evidence explains the alarm well enough to name a cause.',
    findings: [facts.alarm.finding.id],
  };
}
