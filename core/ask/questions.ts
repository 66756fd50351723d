import { isEveryMinute } from '../catalogue/metric-names.ts';
import { clip } from '../clip.ts';
import type { Alarm, AlarmMetric, CaseEvent, Gap, Incident, Evidence } from '../case.ts';
import { type EvidenceIndex, indexEvidence } from '../evidence/evidence-index.ts';
import { type ArgsOf } from '../evidence/capabilities.ts';
import { DAY, MINUTE, floorTo, shift, since } from '../time.ts';
import { type Question, ask } from './ask.ts';
import { rankedQuestion } from './ranked-question.ts';
import { STACK_TAG, alarmIdOf, sourceGroups, tagsOf } from '../graph/resolve-targets.ts';
import { knownOf } from '../catalogue/catalogue.ts';
import { entityOfLogGroup } from '../catalogue/log-groups.ts';
import { placeOf } from '../entity.ts';
import { rankingsOf } from '../observe/ranked-series.ts';
import { subjectQuestions } from './subject-questions.ts';
import { type Subject, subjectsOf } from '../graph/subjects.ts';
import { judgedMetric, watchedMetrics } from '../observe/watched-metrics.ts';

export type { Question } from './ask.ts';

/** What else went red this long before the alarm may belong to it. */
const ACTIVE_MS = 30 * MINUTE;
/** How far back it is looked whether the alarm was red, or edited, before. */
const HISTORY_MS = DAY;
/** An anomaly alarm's metric is compared with the same time this long ago. */
const SEASONS_MS = [7 * DAY, DAY];
const MAX_CHILDREN = 30;
/** Functions behind a target whose logs are read without a sign of trouble: as many as the budget bears. */
const MAX_BEHIND = 2;

/** How long CloudWatch keeps datapoints of each period: a minute for 15 days, 5 for 63, an hour for 455. */
const RETENTION: readonly { periodSeconds: number; ms: number }[] = [
  { periodSeconds: 60, ms: 15 * DAY },
  { periodSeconds: 300, ms: 63 * DAY },
  { periodSeconds: 3_600, ms: 455 * DAY },
];

/**
 * Everything that is worth asking, given what is known: first what the incident itself names, then what the
 * answers named. Questions that were asked already are among them; the caller leaves those out.
 */
export function questions(event: CaseEvent, recorded: readonly Evidence[], gaps: readonly Gap[]): Question[] {
  const evidence = indexEvidence(recorded);
  const { incident, openedAt } = event;
  // The alarm is another account's: whatever has its name here is something else.
  if (incident.readsAccount !== undefined) return [];
  const { all } = subjectsOf(incident, evidence);
  const behind = behindTargets(all);
  return [
    ...alarmQuestions(incident),
    ...judgedQuestions(incident, openedAt, evidence),
    ...(isIndirect(incident)
      ? [
          ...ladderQuestions(incident, evidence),
          ...rankingsOf('faults').flatMap((ranking) => rankedQuestion(ranking, incident, openedAt)),
        ]
      : []),
    ...all.flatMap((subject) =>
      subjectQuestions({ ...subject, behind: behind.includes(subject) }, event, periodFor, evidence, gaps),
    ),
  ];
}

/** What runs code behind a target that runs none: who serves it, or reads from it. */
function behindTargets(all: readonly Subject[]): Subject[] {
  const runsCode = ({ entity }: Subject) => knownOf(entity.type).runsCode === true;
  const front = all.some((subject) => subject.part === 'target' && !runsCode(subject));
  return front
    ? all.filter((subject) => subject.part === 'related' && runsCode(subject)).slice(0, MAX_BEHIND)
    : [];
}

function alarmQuestions({ alarms, window, baseline, targets }: Incident): Question[] {
  const [alarm] = alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  const children = alarm.children.map(({ name }) => name).slice(0, MAX_CHILDREN);
  // A request has the shape of an alarm, but there is none.
  const own =
    alarm.origin === 'request'
      ? []
      : [
          ask('alarms.describe', { alarms: [...new Set([alarm.name, ...children])] }),
          ask('alarms.history', { alarm: alarm.name, from: shift(alarm.at, -HISTORY_MS), to: window.to }),
        ];
  return [
    ...own,
    ask('alarms.active', { changedSince: shift(alarm.at, -ACTIVE_MS) }),
    ask('account.limits', {}),
    ask('health.events', { from: baseline.from, to: window.to }),
    ask('documents.retrieve', { query: runbookQuery(alarm, targets) }),
  ];
}

const MAX_QUERY_CHARS = 300;

/** Names, as people write them into runbooks. */
function runbookQuery({ name, metrics }: Alarm, targets: Incident['targets']): string {
  const words = [name, ...targets.map(({ id }) => id), ...metrics.map((metric) => metric.name)];
  return clip([...new Set(words)].join(' '), MAX_QUERY_CHARS);
}

/** What the alarm judges, over window and baseline; of an anomaly alarm at the same time on earlier days too. */
function judgedQuestions(incident: Incident, openedAt: string, evidence: EvidenceIndex): Question[] {
  const judged = judgedMetric(incident, evidence);
  const [first] = judged?.metrics ?? [];
  if (judged === undefined || first === undefined) return [];
  const own = incident.alarms[0]?.account;
  // Another account's metrics are not asked for here; under the same name they would be others.
  if (judged.metrics.some(({ account }) => account !== undefined && account !== own)) return [];
  const { baseline, window } = incident;
  const series = judged.metrics.map(({ id, namespace, name, dimensions, stat }) => ({
    id: judged.expression === undefined ? 'alarm' : id,
    namespace,
    name,
    dimensions,
    stat,
  }));
  const expressions = judged.expression === undefined ? [] : [{ id: 'alarm', expression: judged.expression }];
  const range = (from: string, to: string) =>
    aligned(from, to, periodFor(first, from, openedAt), series, expressions);
  return [
    range(baseline.from, window.to),
    ...(judged.anomaly
      ? SEASONS_MS.map((ago) => range(shift(window.from, -ago), shift(window.to, -ago)))
      : []),
  ];
}

/** CloudWatch counts periods from the start that it is given. */
function aligned(
  from: string,
  to: string,
  periodSeconds: number,
  series: ArgsOf<'metrics.range'>['series'],
  expressions: ArgsOf<'metrics.range'>['expressions'],
): Question {
  return ask('metrics.range', { from: floorTo(from, periodSeconds), to, periodSeconds, series, expressions });
}

/** The finest period that makes sense, and for which datapoints are still kept. */
function periodFor(
  metric: Pick<AlarmMetric, 'namespace' | 'periodSeconds'>,
  from: string,
  openedAt: string,
): number {
  const own = isEveryMinute(metric.namespace) ? 60 : Math.ceil(metric.periodSeconds / 60) * 60;
  const kept = RETENTION.find(({ ms }) => since(from, openedAt) < ms)?.periodSeconds ?? 3_600;
  return Math.max(own, kept);
}

/** The event names no function: what it is about, or what serves that, has to be found. */
function isIndirect({ targets }: Incident): boolean {
  return targets.length === 0 || targets.some(({ type }) => knownOf(type).runsCode !== true);
}

/** Questions that lead from an alarm without a resource in its dimensions to one. */
function ladderQuestions(incident: Incident, evidence: EvidenceIndex): Question[] {
  const [alarm] = incident.alarms;
  if (alarm === undefined) return [];
  const watched = watchedMetrics(incident, evidence).filter(({ namespace }) => !namespace.startsWith('AWS/'));
  const metrics = new Map(watched.map((metric) => [`${metric.namespace} ${metric.name}`, metric]));
  const physicalId = alarmIdOf(incident);
  const stacks = evidence
    .of('stack.find')
    .filter(({ args }) => args.physicalId === physicalId)
    .flatMap(({ answer }) => answer.stack?.name ?? []);
  const tagged = tagsOf(incident, evidence)[STACK_TAG];
  return [
    ...[...metrics.values()]
      .slice(0, 3)
      .flatMap(({ namespace, name, dimensions }) => [
        ask('logs.source', { namespace, metric: name }),
        ask('metrics.list', { namespace, dimensions }),
      ]),
    ...(alarm.origin === 'request' || physicalId === undefined ? [] : [ask('stack.find', { physicalId })]),
    ...sourceGroups(incident, evidence)
      .filter(({ name }) => entityOfLogGroup(name, placeOf(incident)) === undefined)
      .slice(0, 2)
      .map(({ name }) => ask('function.find', { logGroup: name })),
    ...[...new Set([...stacks, ...(tagged === undefined ? [] : [tagged])])].map((stack) =>
      ask('stack.resources', { stack }),
    ),
  ];
}
