import { type Alarm, CaseEvent, CaseConfig, CaseOk, Delivery, type State, V } from '../case.ts';
import { updateAlarmEntry } from '../alarm/alarm-index.ts';
import { latestVerdict } from '../analysis/latest-verdict.ts';
import { paths } from '../keys.ts';
import type { CaseStore, Publisher } from '../ports.ts';
import { readIfThere, readRecord } from '../read-record.ts';
import { clockTime, duration, iso, since } from '../time.ts';
import { writeManifest } from './manifest.ts';

/** Says on each channel that the incident is over and how long it lasted, then closes the case. */
export async function resolveIncident(
  state: State,
  context: { store: CaseStore; publishers: readonly Publisher[]; now: number },
): Promise<State> {
  const { store, publishers, now } = context;
  const { caseId } = state;
  const event = await readRecord(store, CaseEvent, paths.event(caseId));
  const config = await readRecord(store, CaseConfig, paths.config(caseId));
  const { alarm: ok } = await readRecord(store, CaseOk, paths.ok(caseId));
  const [alarm] = event.incident.alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  const text = await resolutionText(store, caseId, alarm, ok);

  const chosen = publishers.filter(({ channel }) => config.channels.includes(channel));
  const settled = await Promise.allSettled(
    chosen.map(async ({ channel, publish }) => {
      const path = paths.delivery(caseId, 'resolved', channel);
      if ((await readIfThere(store, Delivery, path)) !== undefined) return;
      const first = await readIfThere(store, Delivery, paths.delivery(caseId, 1, channel));
      await publish({
        kind: 'resolved',
        caseId,
        alarm: alarmOf(alarm),
        text,
        again: false,
        ...(first && { inReplyTo: first }),
      });
      await store.putIfAbsent(path, { v: V, k: 'resolved', channel, at: iso(now) });
    }),
  );
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  await store.putIfAbsent(paths.resolution(caseId), { v: V, at: ok.at, text });
  await updateAlarmEntry(store, alarm.arn, (entry) =>
    entry.open?.caseId === caseId ? { ...entry, open: null } : undefined,
  );
  await writeManifest(store, caseId);
  return state;
}

function alarmOf({ origin, name, region, account }: Alarm) {
  return { ...(origin && { origin }), name, region, account };
}

async function resolutionText(store: CaseStore, caseId: string, alarm: Alarm, ok: Alarm): Promise<string> {
  const verdict = await latestVerdict(store, caseId);
  const [top] = verdict?.hypotheses ?? [];
  const cause =
    verdict === undefined
      ? 'The investigation had not come to a verdict.'
      : verdict.abstention !== null || top === undefined
        ? 'No cause was named.'
        : `The cause named was: ${top.claim}`;
  return `${alarm.name} is OK again since ${clockTime(ok.at)}, after ${duration(since(alarm.at, ok.at))}. ${cause}`;
}
