import * as z from 'zod';
import { awsTime, periodOf } from '../alarms/event.ts';
import type { Transition } from '../alarms/evaluate.ts';
import { type Account, type Operation, page, parse } from '../answer.ts';
import type { AlarmDefinition } from '../language/alarm.ts';
import { random } from '../random.ts';
import { ownTransitions } from '../alarms/evaluate.ts';
import { typeOf } from './cloudwatch-alarms.ts';

const Input = z.looseObject({
  AlarmName: z.string().optional(),
  AlarmTypes: z.array(z.string()).default(['MetricAlarm']),
  HistoryItemType: z.string().optional(),
  StartDate: z.number().default(-Infinity),
  EndDate: z.number().default(Infinity),
  MaxRecords: z.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
  ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
});

const DAYS_KEPT = 30;

export const describeAlarmHistory: Operation = (account, { input, now, pageSize }) => {
  const { AlarmName, AlarmTypes, HistoryItemType, StartDate, EndDate, MaxRecords, NextToken, ScanBy } = parse(
    Input,
    input,
  );
  const items = account.world.scenario.alarms
    .filter((alarm) => AlarmTypes.includes(typeOf(alarm)) && (AlarmName ?? alarm.name) === alarm.name)
    .flatMap((alarm) => historyOf(account, alarm))
    .filter(({ t, HistoryItemType: type }) => {
      const kept = t >= now - DAYS_KEPT * 86_400_000 && t <= now;
      const asked = t / 1_000 >= StartDate && t / 1_000 <= EndDate;
      return kept && asked && (HistoryItemType ?? type) === type;
    })
    .sort((a, b) => (ScanBy === 'TimestampDescending' ? b.t - a.t : a.t - b.t));
  const shown = page(items, NextToken, pageSize ?? MaxRecords, 'InvalidNextToken');
  return {
    AlarmHistoryItems: shown.items.map(({ t, ...item }) => ({ ...item, Timestamp: t / 1_000 })),
    ...(shown.next !== undefined && { NextToken: shown.next }),
  };
};

function historyOf({ world, alarms }: Account, alarm: AlarmDefinition) {
  const { start } = world;
  const item = (t: number, HistoryItemType: string, HistorySummary: string, data: object) => ({
    t,
    AlarmName: alarm.name,
    AlarmType: typeOf(alarm),
    HistoryItemType,
    HistorySummary,
    HistoryData: JSON.stringify({ version: '1.0', ...data }),
  });
  const changed = ({ t, state }: Transition, before: string) => ({
    oldState: { stateValue: before },
    newState: {
      stateValue: state,
      stateReason: 'Threshold Crossed',
      stateReasonData: { queryDate: awsTime(t), period: periodOf(alarm) },
    },
  });
  const transitions = alarms.get(alarm.name) ?? [];
  const stateBefore = (list: readonly Transition[], i: number) => list[i - 1]?.state ?? 'OK';
  const ofContributors = Map.groupBy(transitions, ({ contributor }) => contributor);
  return [
    item(start + alarm.created, 'ConfigurationUpdate', `Alarm "${alarm.name}" created`, { type: 'Create' }),
    ...(alarm.updated > alarm.created
      ? [
          item(start + alarm.updated, 'ConfigurationUpdate', `Alarm "${alarm.name}" updated`, {
            type: 'Update',
          }),
        ]
      : []),
    ...ownTransitions(transitions).map((transition, i, own) => {
      const before = stateBefore(own, i);
      const summary = `Alarm updated from ${before} to ${transition.state}`;
      return item(transition.t, 'StateUpdate', summary, changed(transition, before));
    }),
    ...[...ofContributors].flatMap(([contributor, own]) =>
      contributor === undefined
        ? []
        : own.map((transition, i) => {
            const before = stateBefore(own, i);
            const summary = `Alarm contributor updated from ${before} to ${transition.state}`;
            return {
              ...item(transition.t, 'AlarmContributorStateUpdate', summary, changed(transition, before)),
              AlarmContributorId: random(world.scenario.seed, alarm.name, contributor).hex(16),
              AlarmContributorAttributes: { [alarm.insights?.groupBy ?? '']: contributor },
            };
          }),
    ),
  ];
}
