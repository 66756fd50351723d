import type { Incident } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { type AlarmSettings } from '../evidence/capabilities.ts';
import type { Finding, Predicate, Term } from '../proof/predicate.ts';
import { comparisonWords } from '../words/alarm-words.ts';
import { MINUTE, duration, shift, since } from '../time.ts';
import type { FindingList } from './finding-list.ts';
import { redChildren, settingsOf } from './watched-metrics.ts';

export interface AlarmFacts {
  finding: Finding;
  at: string;
  settings?: AlarmSettings;
  /** The alarm was created or edited shortly before it went off. */
  edited?: { at: string; finding: Finding };
  /** Events of AWS itself, by the service's name as AWS Health writes it. */
  health: { service: string; start: string; issue: boolean; finding: Finding }[];
}

/** An alarm that was edited this shortly before it went off may have been set off by that. */
const EDITED_MS = 15 * MINUTE;
const MAX_ACTIVE = 5;

/** What the alarm's event says, its settings and its past, and what else is red. */
export function readAlarm(incident: Incident, evidence: EvidenceIndex, findings: FindingList): AlarmFacts {
  const [alarm] = incident.alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  const event = (key: string): Term => ({ evidence: 'E0', path: [key] });
  const finding = findings.add(
    'alarm',
    {
      name: alarm.name,
      state: alarm.state,
      at: alarm.at,
      ...(alarm.origin !== undefined && { origin: alarm.origin }),
    },
    {
      op: 'all',
      of: [
        { op: 'equals', left: event('name'), right: { value: alarm.name } },
        { op: 'equals', left: event('state'), right: { value: alarm.state } },
        { op: 'equals', left: event('at'), right: { value: alarm.at } },
      ],
    },
    alarm.at,
  );
  const settings = settingsOf(incident, evidence);
  if (settings !== undefined) sayRule(settings, evidence, findings);
  sayChildren(incident, evidence, findings);
  sayActive(incident, evidence, findings);
  const health = readHealth(evidence, findings);
  const edited = readEdit(incident, settings, evidence, findings);
  return { finding, at: alarm.at, health, ...(settings && { settings }), ...(edited && { edited }) };
}

/** How the alarm judges, if its settings tell all of it. */
function sayRule(settings: AlarmSettings, evidence: EvidenceIndex, findings: FindingList): void {
  const { arn, name, comparison, threshold, periodSeconds, evaluationPeriods, datapointsToAlarm } = settings;
  const words = comparisonWords(comparison);
  const read = evidence
    .of('alarms.describe')
    .findLast(({ answer }) => answer.alarms.some((alarm) => alarm.arn === arn));
  if (words === undefined || read === undefined || threshold === undefined) return;
  if (periodSeconds === undefined || evaluationPeriods === undefined || comparison === undefined) return;
  const needed = datapointsToAlarm ?? evaluationPeriods;
  const is = (key: string, value: string | number): Predicate => ({
    op: 'equals',
    left: { evidence: read.id, path: ['alarms', { arn }, key] },
    right: { value },
  });
  findings.add(
    'alarm-settings',
    { name, comparison, threshold, needed, periods: evaluationPeriods, periodSeconds },
    {
      op: 'all',
      of: [
        is('comparison', comparison),
        is('threshold', threshold),
        is('periodSeconds', periodSeconds),
        is('evaluationPeriods', evaluationPeriods),
        ...(datapointsToAlarm === undefined ? [] : [is('datapointsToAlarm', datapointsToAlarm)]),
      ],
    },
  );
}

/** Which of the alarms below a composite one are red. */
function sayChildren(incident: Incident, evidence: EvidenceIndex, findings: FindingList): void {
  const [alarm] = incident.alarms;
  if (alarm?.shape !== 'composite') return;
  const read = evidence.of('alarms.describe').at(-1);
  if (read === undefined) return;
  const red = redChildren(incident, evidence).filter(({ state }) => state === 'ALARM');
  for (const { name, arn, stateSince } of red.slice(0, MAX_ACTIVE)) {
    findings.add(
      'red-child',
      { of: alarm.name, name, ...(stateSince !== undefined && { since: stateSince }) },
      {
        op: 'some',
        in: { evidence: read.id, path: ['alarms'] },
        where: { arn, state: 'ALARM', ...(stateSince !== undefined && { stateSince }) },
      },
      stateSince,
    );
  }
}

/** Other alarms that are red, or changed shortly before. */
function sayActive(incident: Incident, evidence: EvidenceIndex, findings: FindingList): void {
  const read = evidence.of('alarms.active').at(-1);
  if (read === undefined) return;
  const own = new Set([incident.alarms[0]?.name, ...redChildren(incident, evidence).map(({ name }) => name)]);
  // What went red only after an old incident is no part of it.
  const others = read.answer.alarms.filter(
    ({ name, state, stateSince = '' }) =>
      state === 'ALARM' && !own.has(name) && stateSince <= incident.window.to,
  );
  for (const { name, stateSince } of others.slice(0, MAX_ACTIVE)) {
    findings.add(
      'also-red',
      { name, ...(stateSince !== undefined && { since: stateSince }) },
      {
        op: 'some',
        in: { evidence: read.id, path: ['alarms'] },
        where: { name, state: 'ALARM', ...(stateSince !== undefined && { stateSince }) },
      },
    );
  }
}

function readHealth(evidence: EvidenceIndex, findings: FindingList): AlarmFacts['health'] {
  const read = evidence.of('health.events').at(-1);
  return (read?.answer.events ?? []).map(({ service, code, start, status, region }) => ({
    service,
    start,
    // Others are planned: maintenance, the end of a runtime's life.
    issue: code.endsWith('_ISSUE'),
    finding: findings.add(
      'aws-health',
      { code, service, region, start, status },
      {
        op: 'some',
        in: { evidence: read?.id ?? '', path: ['events'] },
        where: { service, code, start, status },
      },
      start,
    ),
  }));
}

/** Was it created or edited just before? The history tells it, else the settings' own time stamp. */
function readEdit(
  { alarms }: Incident,
  settings: AlarmSettings | undefined,
  evidence: EvidenceIndex,
  findings: FindingList,
): AlarmFacts['edited'] {
  const [alarm] = alarms;
  if (alarm === undefined) return undefined;
  const isRecent = (t: string) => t <= alarm.at && t >= shift(alarm.at, -EDITED_MS);
  const history = evidence.of('alarms.history').at(-1);
  const item = history?.answer.items.findLast(({ t, type }) => type === 'ConfigurationUpdate' && isRecent(t));
  const before = (t: string) => duration(since(t, alarm.at));
  if (history !== undefined && item !== undefined) {
    const { t, type, summary } = item;
    const created = /\bcreated\b/.test(summary);
    const finding = findings.add(
      'alarm-edited',
      { name: alarm.name, at: t, how: created ? 'created' : 'edited', lead: before(t) },
      { op: 'some', in: { evidence: history.id, path: ['items'] }, where: { t, type, summary } },
      t,
    );
    return { at: t, finding };
  }
  const t = settings?.updatedAt;
  const read = evidence.of('alarms.describe').at(-1);
  if (t === undefined || settings === undefined || read === undefined || !isRecent(t)) return undefined;
  const finding = findings.add(
    'alarm-edited',
    { name: alarm.name, at: t, how: 'created or edited', lead: before(t) },
    {
      op: 'equals',
      left: { evidence: read.id, path: ['alarms', { arn: settings.arn }, 'updatedAt'] },
      right: { value: t },
    },
    t,
  );
  return { at: t, finding };
}
