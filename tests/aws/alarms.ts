import { DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { drillEvent } from '../../adapters/account-events/drill-event.ts';
import type { Clients } from './clients.ts';
import type { Fault } from './faults.ts';
import type { Place } from './place.ts';
import { sayNotRehearsed } from './say.ts';
import { poll } from './wait.ts';

export const ALARM_WITHIN_MS = 12 * 60_000;

/** When the fault's alarm went to ALARM, by the alarm itself; undefined if it did not in time. */
export async function alarmOf(
  clients: Clients,
  { alarm }: Fault,
  injectedAt: Date,
  signal: AbortSignal,
): Promise<Date | undefined> {
  return poll({ forMs: ALARM_WITHIN_MS, everyMs: 10_000, signal }, async () => {
    const { MetricAlarms = [] } = await clients.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [alarm] }),
    );
    const [found] = MetricAlarms;
    const since = found?.StateTransitionedTimestamp ?? found?.StateUpdatedTimestamp;
    return found?.StateValue === 'ALARM' && since !== undefined && since > injectedAt ? since : undefined;
  });
}

/** In an emulator, an event of ours stands in for the alarm. */
export async function drill(
  clients: Clients,
  fault: Fault,
  { account, region }: Place,
  signal: AbortSignal,
): Promise<Date | undefined> {
  const { events, cloudwatch } = clients;
  const { alarm, functionName } = fault;
  sayNotRehearsed(
    'that metrics set off alarms, and alarms investigations: ministack sends no event for an alarm; its state is set by hand, and a drill is sent',
  );
  const before = new Date(Date.now() - 1_000);
  const StateReason = 'a rehearsal';
  await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue: 'ALARM', StateReason }));
  const at = await alarmOf(clients, fault, before, signal);
  if (at === undefined) return undefined;
  const entry = drillEvent({ alarmName: alarm, functionName, at: at.toISOString(), account, region });
  const { FailedEntryCount, Entries } = await events.send(new PutEventsCommand({ Entries: [entry] }));
  if (FailedEntryCount !== 0) throw new Error(`PutEvents: ${JSON.stringify(Entries)}`);
  return at;
}
