import {
  type Alarm,
  type CaseConfig,
  CaseEvent,
  type CaseOk,
  type Execution,
  ReplayRequest,
  type State,
  type Stopped,
  V,
} from '../case.ts';
import { Json } from '../canonical.ts';
import { CasefileError } from '../errors.ts';
import { alarmKey, caseIdOf, paths, type Run } from '../keys.ts';
import { parseOr } from '../parse.ts';
import type { CaseStore } from '../ports.ts';
import { readIfThere } from '../read-record.ts';
import { cleanRecord } from '../clean/clean-record.ts';
import { HOUR, MINUTE, iso, ms, since } from '../time.ts';
import { type KeyEntry, readKey, updateAlarmEntry } from './alarm-index.ts';
import { incidentOf } from './incident.ts';
import { type AlarmEventParts, parseAlarmEvent } from './parse-alarm.ts';

/** The rule's MaximumEventAge: a raw event that is older was not delivered by EventBridge. */
const MAX_EVENT_AGE_MS = HOUR;
/** An alarm's event and those of its contributors belong together within this. */
const ATTACH_WITHIN_MS = MINUTE;

export interface OpenContext {
  store: CaseStore;
  config: CaseConfig;
  execution: Execution;
  /** Data time, epoch ms. */
  now: number;
  /** How cases of raw events are named here; `replay` works on a copy of one recording. */
  run: 'live' | 'local' | 'replay';
}

/**
 * Decides what an event or a replay request leads to, and opens the case.
 * May run twice with the same input: what it wrote the first time is found and kept.
 * @throws CasefileError `EventMalformed`, `CaseNotFound`, `CaseCorrupt`, `StoreConflict`
 */
export async function openIncident(input: unknown, context: OpenContext): Promise<State | Stopped> {
  if (isReplay(input)) return openReplay(input, context);
  const parts = parseAlarmEvent(input);
  const event = parseOr(Json, input, {
    code: 'EventMalformed',
    what: 'The event is not JSON',
    hint: 'Pass the event as EventBridge delivers it.',
  });
  const { state } = parts.alarm;
  if (state === 'ALARM') return openAlarm(parts, event, context);
  if (state === 'OK') return closeAlarm(parts.alarm, event, context);
  throw new CasefileError('EventMalformed', `The alarm went to ${state}: that begins and ends nothing.`, {
    hint: 'Pass an event whose state is ALARM or OK.',
  });
}

function isReplay(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'replay' in input;
}

async function openAlarm(
  parts: AlarmEventParts,
  event: Json,
  context: OpenContext,
): Promise<State | Stopped> {
  const { store, execution, now } = context;
  const { alarm } = parts;
  const key = alarmKey(alarm.arn, alarm.contributor?.id ?? '', alarm.at);
  const run: Run = context.run === 'live' ? { kind: 'live' } : { kind: 'local', at: ms(execution.startedAt) };
  const claim: KeyEntry = { v: V, caseId: caseIdOf(key, run), owner: execution.id };

  const claimed = await store.putIfAbsent(paths.key(key), claim);
  const owned = claimed ? claim : ((await readKey(store, key)) ?? claim);
  if (owned.owner !== execution.id) {
    const delivered = execution.name.includes(parts.eventId) || now - ms(parts.eventTime) < MAX_EVENT_AGE_MS;
    if (delivered) return duplicate(owned.caseId);
    return openCase(parts, event, context, {
      caseId: caseIdOf(key, { kind: 'replay', at: ms(execution.startedAt) }),
      replay: { origin: owned.caseId, tools: 'fresh', deliver: [] },
    });
  }

  const { caseId } = claim;
  const contributor = alarm.contributor?.id;
  const entry = await updateAlarmEntry(store, alarm.arn, ({ v, open, lastOkAt }) => {
    if (okAfter(alarm.at, contributor, lastOkAt) !== undefined) {
      return open?.caseId === caseId ? { v, lastOkAt, open: null } : undefined;
    }
    if (open?.caseId === caseId) return undefined;
    const contributors = contributor === undefined ? [] : [contributor];
    const joins =
      open !== null &&
      open.contributors.length + contributors.length > 0 &&
      okAfter(open.alarmAt, contributor, lastOkAt) === undefined &&
      Math.abs(since(open.alarmAt, alarm.at)) <= ATTACH_WITHIN_MS;
    if (!joins) return { v, lastOkAt, open: { caseId, alarmAt: alarm.at, contributors } };
    return {
      v,
      lastOkAt,
      open: { ...open, contributors: [...new Set([...open.contributors, ...contributors])] },
    };
  });

  const overAt = okAfter(alarm.at, contributor, entry.lastOkAt);
  if (overAt === undefined && entry.open !== null && entry.open.caseId !== caseId) {
    const stored = await store.get(paths.key(key));
    await store.replaceIf(paths.key(key), { ...claim, caseId: entry.open.caseId }, stored?.etag);
    return { v: V, decision: 'attached', reason: 'contributor-joined', caseId: entry.open.caseId };
  }
  return openCase(parts, event, context, {
    caseId,
    ...(overAt !== undefined && { overAt }),
  });
}

/** When the alarm, or the contributor, was OK again after `alarmAt`, as far as an OK event has told. */
function okAfter(
  alarmAt: string,
  contributor: string | undefined,
  lastOkAt: Record<string, number>,
): string | undefined {
  const okAt = Math.max(lastOkAt[''] ?? -Infinity, lastOkAt[contributor ?? ''] ?? -Infinity);
  return okAt >= ms(alarmAt) ? iso(okAt) : undefined;
}

function duplicate(caseId: string): Stopped {
  return {
    v: V,
    decision: 'stop',
    reason: 'duplicate',
    caseId,
    replayWith: { replay: { caseId, tools: 'fresh', deliver: [] } },
  };
}

async function openCase(
  { alarm }: AlarmEventParts,
  event: Json,
  { store, config, execution, now }: OpenContext,
  how: Pick<CaseEvent, 'caseId' | 'overAt' | 'replay'>,
): Promise<State> {
  const openedAt = iso(now);
  const redacted = cleanRecord(event);
  const record: CaseEvent = {
    v: V,
    ...how,
    alarmKey: alarmKey(alarm.arn, alarm.contributor?.id ?? '', alarm.at),
    openedAt,
    execution,
    event: redacted,
    // From the redacted event, so that whatever is quoted from it later is clean; keys come from the raw one.
    incident: incidentOf(parseAlarmEvent(redacted).alarm, openedAt, config.targets, execution),
  };
  await store.putIfAbsent(paths.config(how.caseId), config);
  await store.putIfAbsent(paths.event(how.caseId), record);
  return investigate(how.caseId, alarm);
}

function investigate(caseId: string, { arn, name, region }: Alarm): State {
  return { v: V, caseId, alarm: { arn, name, region }, decision: 'investigate', round: 0, ask: [] };
}

/** OKs that an event still under way could be older than. */
function recent(lastOkAt: Record<string, number>, now: number): Record<string, number> {
  return Object.fromEntries(Object.entries(lastOkAt).filter(([, okAt]) => now - okAt < 2 * MAX_EVENT_AGE_MS));
}

/** An OK event: which case ends with it? */
async function closeAlarm(alarm: Alarm, event: Json, { store }: OpenContext): Promise<State | Stopped> {
  const contributor = alarm.contributor?.id ?? '';
  const previous = alarm.previous;
  const byKey =
    previous?.state === 'ALARM'
      ? await readKey(store, alarmKey(alarm.arn, contributor, previous.at))
      : undefined;

  const entry = await updateAlarmEntry(store, alarm.arn, ({ v, open, lastOkAt }) => ({
    v,
    lastOkAt: {
      ...recent(lastOkAt, ms(alarm.at)),
      [contributor]: Math.max(lastOkAt[contributor] ?? 0, ms(alarm.at)),
    },
    open: open && { ...open, contributors: open.contributors.filter((id) => id !== contributor) },
  }));

  // An OK that is older than the open case's alarm belongs to an incident before it.
  const open = entry.open !== null && entry.open.alarmAt <= alarm.at ? entry.open : null;
  const caseId = byKey?.caseId ?? open?.caseId;
  // Not written yet: its OpenIncident is under way, or will be retried and then see that the alarm is over.
  if (caseId === undefined || (await store.get(paths.event(caseId))) === undefined) {
    return { v: V, decision: 'stop', reason: 'no-open-case' };
  }
  if (alarm.contributor !== undefined && open?.caseId === caseId && open.contributors.length > 0) {
    return { v: V, decision: 'stop', reason: 'contributors-remain', caseId };
  }
  if ((await store.get(paths.resolution(caseId))) !== undefined) {
    return { v: V, decision: 'stop', reason: 'already-resolved', caseId };
  }
  const redacted = cleanRecord(event);
  const ok: CaseOk = { v: V, event: redacted, alarm: parseAlarmEvent(redacted).alarm };
  await store.putIfAbsent(paths.ok(caseId), ok);
  const { arn, name, region } = alarm;
  return { v: V, caseId, alarm: { arn, name, region }, decision: 'resolve', round: 0, ask: [] };
}

async function openReplay(input: unknown, context: OpenContext): Promise<State> {
  const { replay } = parseOr(ReplayRequest, input, {
    code: 'EventMalformed',
    what: 'This is not a replay request',
    hint: 'It looks like {"replay": {"caseId": "...", "tools": "recorded", "deliver": []}}.',
  });
  const { store, config, execution, now } = context;
  const origin = await readIfThere(store, CaseEvent, paths.event(replay.caseId));
  if (origin === undefined) {
    throw new CasefileError('CaseNotFound', `There is no case ${replay.caseId} in this store.`, {
      hint: 'Check the id; a case id is the name of a folder under cases/.',
    });
  }
  const [alarm] = origin.incident.alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  if (replay.tools === 'recorded') {
    if (context.run === 'replay') return investigate(replay.caseId, alarm);
    throw new CasefileError('ReplayRefused', 'A recorded case is not replayed where it is kept.', {
      hint: 'Run `casefile replay` on the case, or ask for "tools": "fresh" or "mixed".',
    });
  }

  const caseId = caseIdOf(origin.alarmKey, { kind: 'replay', at: ms(execution.startedAt) });
  await store.putIfAbsent(paths.config(caseId), config);
  await store.putIfAbsent(paths.event(caseId), {
    ...origin,
    caseId,
    execution,
    openedAt: iso(now),
    replay: { origin: origin.caseId, tools: replay.tools, deliver: replay.deliver },
  });
  return investigate(caseId, alarm);
}
