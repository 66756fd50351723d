import { incidentOf } from '../../alarm/incident.ts';
import { parseAlarmEvent } from '../../alarm/parse-alarm.ts';
import type { Alarm, CaseConfig, CaseEvent, Incident } from '../../case.ts';
import { alarmKey, caseIdOf } from '../../keys.ts';
import { ms } from '../../time.ts';
import { type Checking, isBefore, same } from './checking.ts';

/** What event.json says follows from the event in it, as it came. */
export function checkEvent({ event, config, failures, uncheckable }: Checking): void {
  const say = (what: string) => failures.push(`event.json: ${what}`);
  const { alarm } = parseAlarmEvent(event.event);
  const { execution, openedAt, overAt, replay } = event;
  if (alarm.state !== 'ALARM') say(`its event says ${alarm.state}, which begins no case.`);
  if (!incidentsOf(alarm, event, config).some((incident) => same(incident, event.incident))) {
    say('its incident is not what follows from its event, its opening and the configuration.');
  }

  const contributor = alarm.contributor?.id ?? '';
  // Keys are made of names as they came; what was taken out of a name since can't be put back.
  const redacted = [alarm.arn, contributor].some((part) => part.includes('[redacted'));
  if (redacted) uncheckable.add('key');
  else if (event.alarmKey !== alarmKey(alarm.arn, contributor, alarm.at)) {
    say('its alarmKey is not that of its event.');
  }
  const at = ms(execution.startedAt);
  const ids = replay
    ? [caseIdOf(event.alarmKey, { kind: 'replay', at })]
    : [caseIdOf(event.alarmKey, { kind: 'live' }), caseIdOf(event.alarmKey, { kind: 'local', at })];
  if (!ids.includes(event.caseId)) {
    say(
      replay
        ? `${event.caseId} is not the id of a replay.`
        : 'its caseId is not made of its alarmKey and its execution.',
    );
  }
  if (replay !== undefined) {
    uncheckable.add('replay');
    if (replay.tools === 'recorded') say('a replay of the recording leaves no case of its own.');
    if (!replay.origin.startsWith(event.alarmKey.slice(0, 12))) say('it replays a case of another alarm.');
  }

  if (!execution.id.split(':').includes(execution.name))
    say(`its execution's id does not name ${execution.name}.`);
  if (isBefore(openedAt, execution.startedAt)) say('it was opened before its execution began.');
  if (isBefore(execution.startedAt, alarm.at)) say('its execution began before the alarm went off.');
  if (overAt !== undefined) {
    uncheckable.add('over');
    if (overAt < alarm.at) say('the alarm was over before it went off.');
  }
}

/** A replay keeps the window of its origin, which was opened before it, and the targets that were configured then. */
function incidentsOf(
  alarm: Alarm,
  { openedAt, incident, replay, execution }: CaseEvent,
  { targets }: CaseConfig,
): Incident[] {
  const now = incidentOf(alarm, openedAt, targets, execution);
  if (replay === undefined || incident.window.to > openedAt) return [now];
  const configured = incident.rung === 'configured' ? { [alarm.name]: incident.targets } : {};
  return [now, incidentOf(alarm, incident.window.to, configured, execution)];
}
