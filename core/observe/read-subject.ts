import type { Incident } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { round } from '../proof/evaluate.ts';
import type { Finding } from '../proof/predicate.ts';
import { clockTime } from '../time.ts';
import { hoursBefore } from './baseline-words.ts';
import type { JudgedFacts, LogFacts, SubjectFacts } from './facts.ts';
import type { FindingList } from './finding-list.ts';
import { readChanges } from '../ledger/read-changes.ts';
import { sayShift, saySteady } from './read-judged.ts';
import { readLogs } from './read-logs.ts';
import { readMappings } from './read-mappings.ts';
import { troubleSeries } from '../catalogue/resource-metrics.ts';
import { type Series, readSeries } from './series.ts';
import { groupsNamed } from '../ask/subject-questions.ts';
import type { Subject } from '../graph/subjects.ts';

const LAMBDA = 'AWS::Lambda::Function';

/** Everything that is known of one resource; `judged` is what the alarm's own metric did. */
export function readSubject(
  { resource, role }: Subject,
  incident: Incident,
  judged: JudgedFacts | undefined,
  evidence: EvidenceIndex,
  findings: FindingList,
): SubjectFacts {
  const series = readSeries(incident, resource, evidence);
  const config =
    resource.type === LAMBDA
      ? evidence.of('function.config').findLast(({ args }) => args.function === resource.id)
      : undefined;
  const facts: SubjectFacts = {
    resource,
    role,
    series,
    changes: [],
    mappings: readMappings(resource, incident, evidence, findings),
    ...(config && { config }),
  };
  const trouble = readTrouble(resource, incident, series, role === 'target' ? judged : undefined, findings);
  if (trouble !== undefined) facts.trouble = trouble;
  else if (role !== 'target') {
    const [first] = troubleSeries(resource.type).flatMap((id) => series.get(id) ?? []);
    const kinds = { within: 'calm', back: 'calm' };
    const calm = first && saySteady(kinds, incident, first, findings, ` of ${resource.id}`);
    if (calm !== undefined) facts.calm = calm;
  }
  const age = series.get('iteratorAge');
  const ageing = age && sayShift('ageing', incident, age, findings, ` of ${resource.id}`);
  if (ageing !== undefined) facts.ageing = ageing;
  if (resource.type === LAMBDA) {
    readImpact(resource.id, incident, series, findings);
    if (role !== 'related') readTraffic(resource.id, incident, series.get('invocations'), findings);
    readThrottling(facts, incident, findings);
    const duration = series.get('duration');
    const slower = duration && sayShift('slower', incident, duration, findings, ` of ${resource.id}`);
    if (slower !== undefined) facts.slower = slower;
    const cut = config && duration && readCutTimeout(resource.id, config, duration, incident, findings);
    if (cut !== undefined) facts.timeoutCut = cut;
  }
  for (const group of logGroupsOf(resource, config?.answer.logGroup, evidence)) {
    facts.logs ??= readLogs(incident, group, evidence, findings);
  }
  if (facts.logs !== undefined) facts.logs = telling(facts.logs, facts, incident);
  if (resource.type === 'AWS::DynamoDB::Table') readCapacity(facts, incident, findings);
  facts.changes = readChanges(incident, resource, config?.answer.role, evidence, findings);
  const unchanged = config && readUnchanged(facts, incident, findings);
  if (unchanged !== undefined) facts.unchanged = unchanged;
  return facts;
}

/** A new error that is logged for less than this share of the failed invocations is not why they fail. */
const MIN_ERROR_SHARE = 0.2;

/** Leaves out new errors that explain too little of what fails. */
function telling(logs: LogFacts, { trouble, series }: SubjectFacts, { window }: Incident): LogFacts {
  if (trouble?.series !== 'errors' || logs.partial) return logs;
  const failed = series.get('errors')?.value('sum', trouble.onset.from, window.to) ?? 0;
  const newErrors = logs.newErrors.filter(({ count }) => count >= MIN_ERROR_SHARE * failed);
  return { ...logs, newErrors };
}

/** The group of a function's settings, else those that were found by its name; of other resources the latter. */
function logGroupsOf(
  { type, id }: SubjectFacts['resource'],
  configured: string | undefined,
  evidence: EvidenceIndex,
): string[] {
  if (configured !== undefined) return [configured];
  if (type !== LAMBDA) return groupsNamed(id, evidence);
  const asked = evidence.of('logs.patterns');
  return [...new Set(asked.map(({ args }) => args.logGroup))].filter((group) => group.endsWith(id));
}

function readTrouble(
  resource: SubjectFacts['resource'],
  incident: Incident,
  series: ReadonlyMap<string, Series>,
  judged: JudgedFacts | undefined,
  findings: FindingList,
): SubjectFacts['trouble'] {
  for (const id of troubleSeries(resource.type)) {
    const one = series.get(id);
    const said =
      judged?.series !== undefined && sameSeries(judged.series, one) ? judged.shift?.finding : undefined;
    const finding = said ?? (one && sayShift('trouble', incident, one, findings, ` of ${resource.id}`));
    if (one?.shift !== undefined && finding !== undefined)
      return { series: id, onset: one.shift.onset, finding };
  }
  return undefined;
}

/** The alarm's own metric needs no second sentence. */
function sameSeries(judged: Series, own: Series | undefined): boolean {
  return own !== undefined && judged.metric !== undefined && judged.metric === own.metric;
}

/** How many invocations failed since the errors rose. */
function readImpact(
  name: string,
  { window }: Incident,
  series: ReadonlyMap<string, Series>,
  findings: FindingList,
): void {
  const errors = series.get('errors');
  const invocations = series.get('invocations');
  const onset = errors?.shift?.onset.from;
  if (errors === undefined || invocations === undefined || onset === undefined) return;
  const failed = errors.value('sum', onset, window.to) ?? 0;
  const all = invocations.value('sum', onset, window.to) ?? 0;
  // Counts that can't be of the same invocations say nothing.
  if (all < 1 || failed < 0 || failed > all) return;
  const share = round(failed / all, 2);
  const failedTerm = errors.term('sum', onset, window.to);
  const allTerm = invocations.term('sum', onset, window.to);
  findings.add(
    'impact',
    `${failed} of ${all} invocations of ${name} failed since ${clockTime(onset)} (${Math.round(share * 100)} %), as far as counted by ${clockTime(window.to)}.`,
    {
      op: 'all',
      of: [
        { op: 'equals', left: failedTerm, right: { value: failed } },
        { op: 'equals', left: allTerm, right: { value: all } },
        { op: 'ratio', of: failedTerm, over: allTerm, to: share, digits: 2 },
      ],
    },
  );
}

function readTraffic(
  name: string,
  { baseline, window }: Incident,
  series: Series | undefined,
  findings: FindingList,
): void {
  if (series === undefined) return;
  // Only complete buckets can tell that traffic fell.
  const until = series.completeUntil < window.to ? series.completeUntil : window.to;
  const before = series.value('median', baseline.from, baseline.to);
  const after = series.value('median', window.from, until);
  if (before === undefined || after === undefined) return;
  findings.add(
    'traffic',
    `Traffic of ${name}: ${round(before, 1)} invocations${series.per} in ${hoursBefore(baseline)}, ${round(after, 1)} since ${clockTime(window.from)} (medians).`,
    {
      op: 'all',
      of: [
        {
          op: 'rounds',
          left: series.term('median', baseline.from, baseline.to),
          to: round(before, 1),
          digits: 1,
        },
        { op: 'rounds', left: series.term('median', window.from, until), to: round(after, 1), digits: 1 },
      ],
    },
  );
}

function readThrottling(facts: SubjectFacts, { window }: Incident, findings: FindingList): void {
  const { series, config, resource } = facts;
  const throttles = series.get('throttles');
  const onset = throttles?.shift?.onset.from;
  if (throttles === undefined || onset === undefined) return;
  const total = throttles.value('sum', onset, window.to) ?? 0;
  // Few among many errors are not why it fails.
  const failed = series.get('errors')?.value('sum', onset, window.to) ?? 0;
  if (total < MIN_ERROR_SHARE * failed) return;
  facts.throttles = findings.add(
    'throttles',
    `${total} invocations of ${resource.id} were throttled since ${clockTime(onset)}.`,
    { op: 'equals', left: throttles.term('sum', onset, window.to), right: { value: total } },
    onset,
  );
  const limit = config?.answer.reservedConcurrency;
  const concurrency = series.get('concurrency');
  const peak = concurrency?.value('max', onset, window.to);
  if (config === undefined || limit === undefined || concurrency === undefined || peak === undefined) return;
  if (peak < limit) return;
  facts.atLimit = findings.add(
    'concurrency-at-limit',
    `Concurrency of ${resource.id} reached ${peak}; ${limit} is reserved.`,
    {
      op: 'all',
      of: [
        {
          op: 'equals',
          left: { evidence: config.id, path: ['reservedConcurrency'] },
          right: { value: limit },
        },
        { op: 'equals', left: concurrency.term('max', onset, window.to), right: { value: peak } },
      ],
    },
  );
}

/** Was a table's capacity lowered since the baseline? */
function readCapacity(facts: SubjectFacts, { baseline, window }: Incident, findings: FindingList): void {
  const { series, trouble, resource } = facts;
  if (trouble === undefined) return;
  facts.throttles = trouble.finding;
  const write = trouble.series === 'writeThrottles';
  const provisioned = series.get(write ? 'provisionedWrite' : 'provisionedRead');
  const before = provisioned?.value('max', baseline.from, baseline.to);
  const now = provisioned?.value('min', window.from, window.to);
  if (provisioned === undefined || before === undefined || now === undefined || now >= before) return;
  facts.atLimit = findings.add(
    'capacity-lowered',
    `${write ? 'Write' : 'Read'} capacity of ${resource.id} went from ${before} to ${now} units a second.`,
    {
      op: 'all',
      of: [
        { op: 'equals', left: provisioned.term('max', baseline.from, baseline.to), right: { value: before } },
        { op: 'equals', left: provisioned.term('min', window.from, window.to), right: { value: now } },
      ],
    },
  );
}

/** Did invocations take longer before than the timeout allows now? Then it was cut. */
function readCutTimeout(
  name: string,
  config: NonNullable<SubjectFacts['config']>,
  duration: Series,
  { baseline }: Incident,
  findings: FindingList,
): Finding | undefined {
  const { timeoutSeconds } = config.answer;
  const usual = duration.value('median', baseline.from, baseline.to);
  if (usual === undefined || usual <= timeoutSeconds * 1_000) return undefined;
  return findings.add(
    'timeout-cut',
    `Invocations of ${name} took ${Math.round(usual)} ms before; its timeout is ${timeoutSeconds} s now.`,
    {
      op: 'all',
      of: [
        {
          op: 'equals',
          left: { evidence: config.id, path: ['timeoutSeconds'] },
          right: { value: timeoutSeconds },
        },
        {
          op: 'less',
          left: { value: timeoutSeconds * 1_000 },
          right: duration.term('median', baseline.from, baseline.to),
        },
      ],
    },
  );
}

/** Code and settings are as they were before the baseline. */
function readUnchanged(
  { config, resource }: SubjectFacts,
  { baseline }: Incident,
  findings: FindingList,
): Finding | undefined {
  if (config === undefined || config.answer.lastModified >= baseline.from) return undefined;
  const at = config.answer.lastModified;
  return findings.add(
    'unchanged',
    `Code and settings of ${resource.id} were last changed on ${at.slice(0, 10)} at ${clockTime(at)}, before all of this.`,
    {
      op: 'all',
      of: [
        { op: 'equals', left: { evidence: config.id, path: ['lastModified'] }, right: { value: at } },
        {
          op: 'less',
          left: { evidence: config.id, path: ['lastModified'] },
          right: { value: baseline.from },
        },
      ],
    },
  );
}
