import { knownOf } from '../catalogue/catalogue.ts';
import { metricsOf } from '../catalogue/metric-names.ts';
import type { Role } from '../catalogue/resource-type.ts';
import { ROLE } from '../catalogue/iam.ts';
import type { Incident } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import type { Subject } from '../graph/subjects.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { MIN_ERROR_SHARE, readCapacity, readThrottling } from '../observe/capacity.ts';
import type { FindingList } from '../observe/finding-list.ts';
import { readImpact, readTraffic } from '../observe/impact.ts';
import { logGroupsOf } from '../observe/named-groups.ts';
import { type JudgedFacts, sayShift } from '../observe/read-judged.ts';
import { type LogFacts, readLogs } from '../observe/read-logs.ts';
import { readMappings } from '../observe/read-mappings.ts';
import { readSeries } from '../observe/series.ts';
import { readCutOff, readUnchanged } from '../observe/settings.ts';
import { readCalm, readTrouble } from '../observe/trouble.ts';
import type { Observation, SubjectFacts } from './facts.ts';

/** What the reading of a subject needs. */
export interface Reading {
  incident: Incident;
  evidence: EvidenceIndex;
  ledger: Ledger;
  findings: FindingList;
  /** What the alarm's own metric did. */
  judged: JudgedFacts | undefined;
}

/** Everything that is known of one resource. */
export function readSubject({ entity, part, by }: Subject, reading: Reading): SubjectFacts {
  const { incident, evidence, ledger, findings, judged } = reading;
  const known = knownOf(entity.type);
  const series = readSeries(incident, entity, evidence);
  const config =
    known.runsCode === true
      ? evidence.of('function.config').findLast(({ args }) => args.function === entity.id)
      : undefined;
  const mappings = readMappings(entity, incident, evidence, findings).map((mapping) => ({
    ...mapping,
    changes: mapping.state === 'Enabled' ? [] : ledger.of(mapping.entity),
  }));
  const observations: Observation[] = [];
  const see = (what: Observation['what'], finding: Observation['finding'] | undefined) => {
    if (finding !== undefined) observations.push({ what, finding });
  };
  const of = ` of ${entity.id}`;
  /** What rises in trouble has been told of by then. */
  const ofRole = (role: Role) =>
    metricsOf(entity).flatMap((metric) =>
      metric.role === role && metric.trouble !== true ? (series.get(metric.id) ?? []) : [],
    );
  const trouble = readTrouble(entity, incident, series, part === 'target' ? judged : undefined, findings);
  if (trouble !== undefined) {
    observations.push({ what: 'trouble', ...trouble });
    // How the trouble comes from here to what the incident is about.
    by?.prove?.(findings);
  } else if (part !== 'target') see('calm', readCalm(entity, incident, series, findings));
  for (const one of ofRole('backlog')) see('waiting', sayShift('ageing', incident, one, findings, of));
  if (known.runsCode === true) {
    readImpact(entity, incident, series, findings);
    if (part !== 'related') readTraffic(entity, incident, series, findings);
    for (const one of readThrottling(entity, incident, series, config, findings)) observations.push(one);
  }
  for (const one of ofRole('time')) {
    see('slower', sayShift('slower', incident, one, findings, of));
    see('cut-off', config && readCutOff(entity, config, one, incident, findings));
  }
  let logs: LogFacts | undefined;
  for (const group of logGroupsOf(entity, config?.answer.logGroup, evidence)) {
    logs ??= readLogs(incident, group, evidence, findings);
  }
  if (trouble !== undefined) {
    for (const one of readCapacity(entity, trouble, incident, series, findings)) observations.push(one);
  }
  const role = config?.answer.role;
  const changes = [
    ...ledger.of(entity),
    // What it runs with, and where it is no code of ours, what its stack deployed beside it.
    ...(role === undefined ? [] : ledger.of({ ...entity, type: ROLE, id: role })),
    ...(known.runsCode === true ? [] : ledger.beside(entity)),
  ];
  see('unchanged', config && readUnchanged(entity, config, incident, findings));
  return {
    entity,
    part,
    series,
    observations,
    changes,
    mappings,
    ...(config && { config }),
    ...(logs && { logs: telling(logs, trouble, series, incident) }),
  };
}

/** How many times as much as the traffic an error must have grown to be more than usual. */
const MIN_SURGE = 3;
/** Among many calls something rare is always new: less than one in five hundred says nothing. */
const MIN_ATTEMPT_SHARE = 0.002;

/** Leaves out new errors that explain too little of what fails, or hardly ever come. */
function telling(
  logs: LogFacts,
  trouble: { metric: string; onset: { from: string } } | undefined,
  series: SubjectFacts['series'],
  { window, baseline }: Incident,
): LogFacts {
  if (logs.partial) return logs;
  const failed =
    trouble?.metric === 'errors'
      ? (series.get('errors')?.value('sum', trouble.onset.from, window.to) ?? 0)
      : 0;
  const attempts = series.get('invocations')?.value('sum', window.from, window.to) ?? 0;
  // Errors that grow with the traffic are as rare as before.
  const invocations = series.get('invocations');
  const growth =
    (invocations?.value('mean', window.from, window.to) ?? 1) /
    Math.max(invocations?.value('mean', baseline.from, baseline.to) ?? 1, 1e-9);
  const knownErrors = logs.knownErrors.map(({ surge, ...known }) =>
    surge === undefined || surge.times < MIN_SURGE * growth ? known : { ...known, surge },
  );
  const least = Math.max(MIN_ERROR_SHARE * failed, MIN_ATTEMPT_SHARE * attempts);
  return { ...logs, knownErrors, newErrors: logs.newErrors.filter(({ count }) => count >= least) };
}
