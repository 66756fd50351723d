import { FUNCTION } from '../catalogue/lambda.ts';
import { type Place, placeOf } from '../entity.ts';
import { titleOf } from '../catalogue/catalogue.ts';
import { isReadable, placeReadFor } from '../graph/readable.ts';
import { ledgerOf } from '../ledger/ledger.ts';
import type { CaseEvent, Evidence, Gap } from '../case.ts';
import { indexEvidence } from '../evidence/evidence-index.ts';
import { V } from '../case.ts';
import { round } from '../round.ts';
import { clockTime } from '../time.ts';
import { cleanWording } from './clean-wording.ts';
import { type Facts, seenOf } from '../causes/facts.ts';
import { findingList } from '../observe/finding-list.ts';
import { NAMED_SCORE, rank } from './rank.ts';
import { readAlarm } from '../observe/read-alarm.ts';
import { readJudgedMetric } from '../observe/read-judged.ts';
import { readSubject } from '../causes/read-subject.ts';
import { readTarget } from '../graph/read-target.ts';
import { subjectsOf } from '../graph/subjects.ts';
import { judgedMetric } from '../observe/watched-metrics.ts';
import { type Abstention, CANDIDATE_SCORE, type Hypothesis, type Verdict, verdictKey } from '../verdict.ts';

/** Two hypotheses closer than this fit equally well. */
const AMBIGUOUS = 0.05;

/** Evidence -> verdict. The same evidence always gives the same verdict. */
export function judge(
  event: CaseEvent,
  recorded: readonly Evidence[],
  gaps: readonly Gap[],
): Omit<Verdict, 'k' | 'round'> {
  const { incident } = event;
  const evidence = indexEvidence(recorded);
  const findings = findingList(recorded);
  const alarm = readAlarm(incident, evidence, findings);
  const { resolved, all } = subjectsOf(incident, evidence);
  readTarget(resolved, incident, findings);
  const ledger = ledgerOf(incident, evidence, findings);
  const judged = readJudgedMetric(incident, evidence, findings);
  const facts: Facts = {
    incident,
    resolved,
    alarm,
    ...(judged && { judged }),
    subjects: all.map((subject) => readSubject(subject, { incident, evidence, ledger, findings, judged })),
    gaps,
  };
  const hypotheses = rank(facts);
  const abstention = abstain(facts, judgedMetric(incident, evidence) !== undefined, hypotheses);
  return cleanWording({
    v: V,
    abstention,
    hypotheses,
    findings: [...findings.all],
    key: verdictKey(abstention !== null, hypotheses),
  });
}

/**
 * Why no cause is named, or null if one is.
 * @param readable what the alarm judges is one series, which the metrics could have answered
 */
function abstain(facts: Facts, readable: boolean, hypotheses: readonly Hypothesis[]): Abstention | null {
  const [first, second] = hypotheses;
  const { subjects, resolved, judged, alarm, incident, gaps } = facts;
  const away = outOfReach(facts);
  if (away !== undefined) return { code: 'out-of-reach', text: away, findings: [alarm.finding.id] };
  if (resolved.rung === null) {
    const name = incident.alarms[0]?.name ?? '';
    return {
      code: 'no-target',
      text: `What the alarm is about could not be found out. A line in casefile.yml tells it: targets: { ${JSON.stringify(name)}: ["${FUNCTION} NAME"] }`,
      findings: [alarm.finding.id],
    };
  }
  // Where nothing moved there is nothing to explain, but that the alarm was edited.
  const still =
    judged?.steady?.kind === 'no-shift' &&
    subjects.every((subject) => seenOf(subject, 'trouble') === undefined);
  const unmoved = still && first?.kind !== 'alarm-change';
  if (first !== undefined && first.score >= NAMED_SCORE && !unmoved) {
    if (second === undefined || round(first.score - second.score, 2) >= AMBIGUOUS) return null;
    return {
      code: 'ambiguous',
      text: 'Two causes fit the evidence equally well.',
      findings: [first, second].flatMap((hypothesis) => citesOf(hypothesis)),
    };
  }
  if (judged === undefined && !readable) {
    return {
      code: 'not-judged',
      text: 'What this alarm judges can’t be read as a metric here, so whether it left its usual range is not known.',
      findings: [alarm.finding.id],
    };
  }
  if (judged === undefined || (judged.shift === undefined && judged.steady === undefined)) {
    return {
      code: 'no-metrics',
      text: "The alarm's metric could not be read, or has too little history to compare with.",
      findings: [alarm.finding.id],
    };
  }
  if (judged.seasonal !== undefined) {
    return { code: 'seasonal', text: judged.seasonal.text, findings: [judged.seasonal.id] };
  }
  if (judged.steady !== undefined) {
    return { code: 'no-shift', text: judged.steady.text, findings: [judged.steady.id] };
  }
  const newError = subjects.flatMap(({ logs }) => logs?.newErrors ?? [])[0];
  const early = gaps.find(({ reason }) => reason === 'too-early');
  if (
    newError !== undefined &&
    early !== undefined &&
    subjects.every(({ changes }) => changes.length === 0)
  ) {
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
  const logs = subjects.flatMap((subject) =>
    subject.part === 'target' && subject.logs ? [subject.logs] : [],
  );
  const known = logs.flatMap(({ knownErrors }) => knownErrors);
  if (
    logs.length > 0 &&
    logs.every(({ partial }) => !partial) &&
    newError === undefined &&
    known.length > 0
  ) {
    return {
      code: 'known-errors-only',
      text: 'What is logged more than before is mostly errors that also occur when nothing is wrong.',
      findings: known.map(({ finding }) => finding.id),
    };
  }
  return {
    code: 'no-cause-fits',
    text: 'Nothing in the evidence explains the alarm well enough to name a cause.',
    findings: [alarm.finding.id],
  };
}

/** That the alarm, or all that it is about, is of an account or region that is not read; undefined if it is read. */
function outOfReach({ incident, resolved }: Facts): string | undefined {
  const here = placeReadFor(incident);
  const name = incident.alarms[0]?.name ?? '';
  if (incident.readsAccount !== undefined) return sayAway(`Alarm ${name}`, placeOf(incident), here);
  const [first] = resolved.targets;
  if (first === undefined || resolved.targets.some((entity) => isReadable(entity, incident)))
    return undefined;
  return sayAway(`What alarm ${name} watches, ${titleOf(first)},`, first, here);
}

function sayAway(what: string, there: Omit<Place, 'partition'>, here: Omit<Place, 'partition'>): string {
  const [theirs, ours] =
    there.account === here.account
      ? [`region ${there.region}`, `region ${here.region}`]
      : [`account ${there.account}`, `account ${here.account}`];
  return `${what} is of ${theirs}, and only ${ours} can be looked at from here. Deploy Casefile in ${theirs}, and let its alarms start it there.`;
}

function citesOf({ trigger, signs }: Hypothesis): string[] {
  return (
    trigger?.findings ?? signs.flatMap(({ seen, findings }) => (seen === 'yes' ? findings : [])).slice(0, 1)
  );
}
