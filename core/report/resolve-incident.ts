import { type Alarm, CaseEvent, CaseConfig, CaseOk, type State, V } from '../case.ts';
import { updateAlarmEntry } from '../alarm/alarm-index.ts';
import { latestVerdict } from '../judge/latest-verdict.ts';
import { cleanText } from '../clean/clean-texts.ts';
import type { Verdict } from '../verdict.ts';
import { paths } from '../keys.ts';
import { readRecord } from '../read-record.ts';
import { clockTime, duration, since } from '../time.ts';
import { type DeliverContext, deliver } from './deliver.ts';
import { writeManifest } from './manifest.ts';

/** Says on each channel that the incident is over and how long it lasted, then closes the case. */
export async function resolveIncident(state: State, context: DeliverContext): Promise<State> {
  const { store } = context;
  const { caseId } = state;
  const event = await readRecord(store, CaseEvent, paths.event(caseId));
  const config = await readRecord(store, CaseConfig, paths.config(caseId));
  const { alarm: ok } = await readRecord(store, CaseOk, paths.ok(caseId));
  const [alarm] = event.incident.alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  const text = resolutionText(await latestVerdict(store, caseId), alarm, ok);

  const { channels } = event.replay === undefined ? config : { channels: event.replay.deliver };
  const failures = await deliver({ caseId, k: 'resolved', channels }, context, (told) => ({
    kind: 'resolved',
    caseId,
    alarm: alarmOf(alarm),
    text,
    ...told,
  }));
  await store.putIfAbsent(paths.resolution(caseId), { v: V, at: ok.at, text });
  await updateAlarmEntry(store, alarm.arn, (entry) =>
    entry.open?.caseId === caseId ? { ...entry, open: null } : undefined,
  );
  await writeManifest(store, caseId);
  // The case is closed, whoever could not be told.
  if (failures.length > 0) throw failures[0];
  return state;
}

function alarmOf({ origin, name, region, account }: Alarm) {
  return { ...(origin && { origin }), name: cleanText(name), region, account };
}

/** @param verdict the newest when the alarm was OK again, if there was one by then */
export function resolutionText(verdict: Verdict | undefined, alarm: Alarm, ok: Alarm): string {
  const [top] = verdict?.hypotheses ?? [];
  const cause =
    verdict === undefined
      ? 'The investigation had not come to a verdict.'
      : verdict.abstention !== null || top === undefined
        ? 'No cause was named.'
        : `The cause named was: ${top.claim}`;
  return cleanText(
    `${alarm.name} is OK again since ${clockTime(ok.at)}, after ${duration(since(alarm.at, ok.at))}. ${cause}`,
  );
}
