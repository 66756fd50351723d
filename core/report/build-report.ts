import { indexEvidence } from '../evidence/evidence-index.ts';
import { type Ask, type CaseEvent, type EvidenceRecord, type Gap, type Summary, V } from '../case.ts';
import { CANDIDATE_SCORE, type Hypothesis, type Sign, type Verdict } from '../verdict.ts';
import { cleanShown } from '../clean/clean-record.ts';
import { clip } from '../clip.ts';
import { clockTime } from '../time.ts';
import { describeEvidence, describeQuestion } from './describe.ts';
import { type Line, Report } from './report.ts';

/**
 * Verdict, evidence and wording -> the report, in which every text may be shown. Reads no clock: the same records give the
 * same report.
 */
export function buildReport(
  event: CaseEvent,
  asks: readonly Ask[],
  record: EvidenceRecord,
  verdict: Verdict,
  summary: Summary,
): Report {
  const [alarm] = event.incident.alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  const { hypotheses, findings, abstention } = verdict;
  const [top] = hypotheses;
  const named = abstention === null ? top : undefined;
  const questions = asks.flatMap(({ probes }) => probes);
  const head = headline(verdict, named, event);
  const report: Report = {
    v: V,
    k: verdict.k,
    caseId: event.caseId,
    ...(event.replay && { replayOf: event.replay.origin }),
    alarm: {
      ...(alarm.origin && { origin: alarm.origin }),
      name: alarm.name,
      account: alarm.account,
      region: alarm.region,
      at: alarm.at,
    },
    headline: head,
    cause: named
      ? {
          kind: named.kind,
          resource: named.resource.id,
          confidence: named.band,
          score: named.score,
        }
      : null,
    abstention,
    summary: {
      by: summary.by,
      // Whoever worded it may have begun with what stands above it.
      lines: summary.sentences
        .filter(({ text }) => text !== head.text)
        .map(({ text, findings: cites }) => ({ text, cites })),
      ...(summary.note !== undefined && { note: summary.note }),
    },
    because: top !== undefined && top.score >= CANDIDATE_SCORE ? signLines(top, 'yes') : [],
    against: [
      ...(named === undefined ? [] : [...signLines(named, 'no'), ...signLines(named, 'unknown')]),
      ...ruledOut(hypotheses, named),
    ],
    nextSteps: top !== undefined && top.score >= CANDIDATE_SCORE ? stepsOf(top) : [],
    runbook: quoted(indexEvidence(record.evidence).of('documents.retrieve')),
    context: quoted(indexEvidence(record.evidence).of('context.read')),
    timeline: findings
      .flatMap(({ id, text, at }) => (at === undefined ? [] : [{ at, text, cites: [id] }]))
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    settle: abstention === null ? [] : record.gaps.filter(wouldSettle).map(settleLine),
    tooEarly: record.gaps.filter(isEarly).map(gapLine),
    missing: record.gaps.filter((gap) => !isEarly(gap)).map(gapLine),
    asked: {
      rounds: asks.filter(({ probes }) => probes.length > 0).length,
      questions: questions.length,
      calls: Object.keys(record.calls).length,
      servers: [...new Set(questions.map(({ server }) => server))].sort(),
    },
    findings: findings.map(({ id, text, evidence }) => ({ id, text, evidence })),
    evidence: record.evidence.map((item) => ({
      id: item.id,
      text: describeEvidence(item),
      calls: item.calls,
    })),
  };
  return Report.parse(cleanShown(report));
}

function headline(verdict: Verdict, named: Hypothesis | undefined, event: CaseEvent): Line {
  const over =
    event.overAt === undefined ? '' : ` The alarm is already over: it was OK at ${clockTime(event.overAt)}.`;
  if (named !== undefined) {
    return {
      text: `${named.claim}${over}`,
      cites: named.trigger?.findings ?? citesOf(named, 'yes'),
    };
  }
  const { abstention } = verdict;
  return { text: `No cause is named. ${abstention?.text ?? ''}${over}`, cites: abstention?.findings ?? [] };
}

/** What the hypothesis expects, of one kind of outcome. */
function signLines(hypothesis: Hypothesis, how: Sign['seen']): Line[] {
  const lead = { yes: 'As expected', no: 'Expected, and not so', unknown: 'Not known' }[how];
  return hypothesis.signs
    .filter((sign) => sign.seen === how)
    .map(({ expects, findings }) => ({
      text: `${lead}: ${expects}.`,
      cites: findings.length > 0 ? findings : supportOf(hypothesis),
    }));
}

/** What the hypothesis rests on at all: its trigger, else what was seen of it. */
function supportOf(hypothesis: Hypothesis): string[] {
  return hypothesis.trigger?.findings.slice(0, 1) ?? citesOf(hypothesis, 'yes').slice(0, 1);
}

function citesOf(hypothesis: Hypothesis, how: Sign['seen']): string[] {
  return hypothesis.signs.filter((sign) => sign.seen === how).flatMap(({ findings }) => findings);
}

/** Why each other candidate is not the cause. */
function ruledOut(hypotheses: readonly Hypothesis[], named: Hypothesis | undefined): Line[] {
  return hypotheses
    .filter((hypothesis) => hypothesis !== named && hypothesis.kind !== 'application-error')
    .map((hypothesis) => {
      const contradicted = hypothesis.signs.filter((sign) => sign.seen === 'no');
      const unknown = hypothesis.signs.filter((sign) => sign.seen === 'unknown');
      const why =
        contradicted.length > 0
          ? `expected, and not so: ${contradicted.map(({ expects }) => expects).join('; ')}`
          : unknown.length > 0
            ? `not known: ${unknown.map(({ expects }) => expects).join('; ')}`
            : 'another cause fits equally well';
      const what = hypothesis.trigger
        ? `The ${hypothesis.trigger.kind} at ${clockTime(hypothesis.trigger.at)}`
        : `${hypothesis.kind} of ${hypothesis.resource.id}`;
      return {
        text: `${what} is not named as the cause: ${why}.`,
        cites: [...new Set([...supportOf(hypothesis), ...citesOf(hypothesis, 'no')])],
      };
    });
}

function stepsOf(hypothesis: Hypothesis): Report['nextSteps'] {
  return hypothesis.nextSteps.map(({ text, command, findings }) => ({
    text,
    cites: findings,
    ...(command !== undefined && { command }),
  }));
}

const MAX_PASSAGES = 2;
const MAX_PASSAGE_CHARS = 300;

interface Quoted {
  id: string;
  answer: { passages: readonly { title: string; source: string; text: string }[] };
}

/** The words of people and of other servers, quoted: they are of no influence on the verdict. */
function quoted(answers: readonly Quoted[]): Line[] {
  return answers.flatMap(({ id, answer }) =>
    answer.passages.slice(0, MAX_PASSAGES).map(({ title, source, text }) => ({
      text: `${title} (${source}): “${clip(text.replace(/\s+/g, ' '), MAX_PASSAGE_CHARS).trimEnd()}”`,
      cites: [`P${id.slice(1)}`],
    })),
  );
}

/** Questions whose answers rarely decide are missing, but would not settle it. */
const SIDE_QUESTIONS = [
  'health.events',
  'account.limits',
  'alarms.active',
  'alarms.history',
  'documents.retrieve',
  'context.read',
];

function wouldSettle({ probe, capability }: Gap): boolean {
  return probe !== null && !SIDE_QUESTIONS.includes(capability);
}

function isEarly({ askAgainAt }: Gap): boolean {
  return askAgainAt !== undefined;
}

const REASONS: Record<Gap['reason'], string> = {
  timeout: 'no answer in time',
  denied: 'access denied',
  throttled: 'AWS throttled the calls',
  'not-found': 'there is no such thing',
  unavailable: 'the server could not be asked',
  failed: 'the call failed',
  'too-large': 'the answer was too large',
  malformed: 'the answer was not understood',
  'not-allowed': 'the tool is not allowed',
  'not-recorded': 'the recording has no such call',
  'too-early': 'too early to know',
  'changed-since': 'changed since, so what it was is not known',
  truncated: 'only a part was read',
  'not-asked': 'not asked',
};

function gapLine(gap: Gap): Line {
  const again = gap.askAgainAt === undefined ? '' : ` Complete from ${clockTime(gap.askAgainAt)} on.`;
  return {
    text: `${describeQuestion(gap)}: ${REASONS[gap.reason]} (${gap.detail}). It would tell ${gap.tells}.${again}`,
    cites: gap.probe === null ? [] : [gap.probe],
  };
}

const SETTLES: Partial<Record<Gap['reason'], string>> = {
  'too-early': 'is asked again when CloudTrail has caught up',
  denied: 'needs a permission that the role lacks',
  truncated: 'was read only in part',
  'not-found': 'found nothing',
  timeout: 'was not answered in time',
};

function settleLine(gap: Gap): Line {
  const early = gap.reason === 'too-early' && gap.askAgainAt === undefined;
  const how = early ? 'may still be incomplete' : (SETTLES[gap.reason] ?? 'has no answer');
  return {
    text: `To know ${gap.tells}: ${describeQuestion(gap)} ${how}.`,
    cites: gap.probe === null ? [] : [gap.probe],
  };
}
