import { ALARM_WITHIN_MS, alarmOf, drill } from './alarms.ts';
import type { Checks } from './checks.ts';
import type { Clients } from './clients.ts';
import type { Fault } from './faults.ts';
import type { OnCall, Told } from './on-call.ts';
import type { Place } from './place.ts';
import { sayAt } from './say.ts';
import { poll } from './wait.ts';

/** A first report takes up to a minute and a half; 20 minutes after its opening nothing more can come of a case. */
const FIRST_REPORT_WITHIN_MS = 3 * 60_000;
const LAST_REPORT_WITHIN_MS = 22 * 60_000;

export interface Incident {
  fault: Fault;
  injectedAt: Date;
}

interface Context {
  place: Place;
  clients: Clients;
  onCall: OnCall;
  checks: Checks;
  signal: AbortSignal;
}

export async function inject(fault: Fault): Promise<Incident> {
  const injectedAt = new Date();
  await fault.inject();
  sayAt(`broken: ${fault.title}`);
  return { fault, injectedAt };
}

/** Waits for the fault's alarm and for what Casefile says of it, and checks that. */
export async function follow({ fault, injectedAt }: Incident, context: Context): Promise<void> {
  const { place, clients, onCall, checks, signal } = context;
  const { alarm, expects } = fault;
  const at = place.emulator
    ? await drill(clients, fault, place, signal)
    : await alarmOf(clients, fault, injectedAt, signal);
  const took = at && `${Math.round((at.getTime() - injectedAt.getTime()) / 1_000)} s after the fault`;
  const inTime = at !== undefined && !place.emulator;
  checks.add(alarm, 'went to ALARM', inTime, took ?? `not in ${ALARM_WITHIN_MS / 60_000} min`, {
    onlyAws: true,
  });
  if (at === undefined) return;
  sayAt(place.emulator ? `${alarm}: a drill was sent` : `${alarm} is in ALARM, ${took}`);

  const since = injectedAt.getTime() - 1_000;
  const reports = () =>
    onCall.told.filter(
      (told) => told.kind === 'report' && told.alarm?.name === alarm && told.arrivedAt.getTime() >= since,
    );
  const first = await poll({ forMs: FIRST_REPORT_WITHIN_MS, everyMs: 1_000, signal }, () =>
    Promise.resolve(reports()[0]),
  );
  checks.add(alarm, 'has a report', first !== undefined, first?.headline ?? 'none came');
  if (first === undefined) return;
  // Of a drill nothing better comes later, and there is no time to wait for it.
  if (!place.emulator) await settle(() => isRight(reports().at(-1), fault), signal);
  const last = reports().at(-1) ?? first;
  const real = { onlyAws: true };
  const { cause } = last;
  checks.add(alarm, 'is live', first.mode === 'live', first.mode, real);
  checks.add(alarm, `names ${expects.kind}`, cause?.kind === expects.kind, saidBy(last), real);
  checks.add(
    alarm,
    `of ${expects.resources.join(' or ')}`,
    expects.resources.includes(cause?.resource ?? ''),
    cause?.resource ?? '-',
    real,
  );
  const seconds = (first.arrivedAt.getTime() - at.getTime()) / 1_000;
  checks.add(alarm, 'is told in 90 s', seconds <= 90, `${seconds.toFixed(1)} s after the alarm`, real);
}

/** Late evidence may make a first report right. */
async function settle(isSettled: () => boolean, signal: AbortSignal): Promise<void> {
  if (isSettled()) return;
  sayAt('this is not what it should name; waiting for the update that late evidence may bring');
  await poll({ forMs: LAST_REPORT_WITHIN_MS, everyMs: 5_000, signal }, () =>
    Promise.resolve(isSettled() || undefined),
  );
}

function isRight(told: Told | undefined, { expects }: Fault): boolean {
  const cause = told?.cause;
  return cause?.kind === expects.kind && expects.resources.includes(cause.resource);
}

function saidBy({ cause, abstention, k }: Told): string {
  const said = cause
    ? `${cause.kind} of ${cause.resource} (${cause.confidence}, ${cause.score})`
    : `no cause: ${abstention?.code ?? 'unknown'}: ${abstention?.text ?? ''}`;
  return k === null || k === 1 ? said : `${said}, in report ${k}`;
}
