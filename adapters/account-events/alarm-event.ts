import {
  type AlarmHistoryItem,
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type LogAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { cloudWatchClient } from '../../mcp/servers/cloudwatch/cloudwatch-client.ts';
import { Json } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import { DAY, iso } from '../../core/time.ts';
import type { AwsSession } from '../account/aws-session.ts';
import { explainAwsError } from '../account/explain-aws-error.ts';

/** How long CloudWatch keeps an alarm's history. */
const HISTORY_MS = 30 * DAY;
const MAX_PAGES = 5;

type AnyAlarm = MetricAlarm & CompositeAlarm & LogAlarm;

/** HistoryData of a StateUpdate, as far as it is read; it is JSON in a text. */
const StateUpdate = z.looseObject({
  oldState: z.looseObject({ stateValue: z.string() }).optional().catch(undefined),
  newState: z.looseObject({
    stateValue: z.string(),
    stateReason: z.string().optional().catch(undefined),
    stateReasonData: z.unknown().optional(),
  }),
});

/** A state that an alarm went to. */
interface StateChange {
  at: Date;
  value: string;
  reason?: string | undefined;
  /** JSON in a text, as the event carries it. */
  reasonData?: string | undefined;
  before?: { value: string; at: Date } | undefined;
}

/**
 * The event that EventBridge would have delivered when the alarm last went to ALARM, at or before `at`: read from
 * its history, or from its state now where the history may not be read.
 * @param warn told what could not be read
 * @throws CasefileError `NothingToInvestigate`, `AwsAccess`
 */
export async function alarmEvent(
  name: string,
  at: number,
  session: AwsSession,
  eventId: string,
  warn: (text: string) => void,
): Promise<Json> {
  const client = cloudWatchClient(session.aws);
  try {
    const alarm = await describe(client, name, session);
    const history = await historyOf(client, name, at).catch((error: unknown) => {
      warn(
        `The alarm's history can't be read, so its state now stands in. ${explainAwsError(error).message}`,
      );
      return [];
    });
    const change = history.find(({ value }) => value === 'ALARM') ?? stateNow(alarm, at);
    if (change === undefined) {
      throw new CasefileError(
        'NothingToInvestigate',
        `Alarm ${name} is ${alarm.StateValue ?? 'in no state'}, and its history tells of no change to ALARM before ${iso(at)}.`,
        { hint: 'Look into what it watches instead: casefile investigate --function NAME --since 1h' },
      );
    }
    return Json.parse(eventOf(alarm, change, session, eventId));
  } catch (error) {
    throw explainAwsError(error, session);
  } finally {
    client.destroy();
  }
}

async function describe(client: CloudWatchClient, name: string, session: AwsSession): Promise<AnyAlarm> {
  const answer = await client.send(
    new DescribeAlarmsCommand({
      AlarmNames: [name],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
    }),
  );
  const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = answer;
  const alarm = [...MetricAlarms, ...CompositeAlarms, ...LogAlarms][0];
  if (alarm !== undefined) return alarm;
  throw new CasefileError(
    'NothingToInvestigate',
    `There is no alarm ${name} in account ${session.account}, region ${session.region}.`,
    { hint: 'Names are case-sensitive. `casefile alarms` lists what is in ALARM; --region looks elsewhere.' },
  );
}

/** State changes at or before `at`, the latest first. */
async function historyOf(client: CloudWatchClient, name: string, at: number): Promise<StateChange[]> {
  const changes: StateChange[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: name,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
        HistoryItemType: 'StateUpdate',
        StartDate: new Date(at - HISTORY_MS),
        EndDate: new Date(at),
        ScanBy: 'TimestampDescending',
        NextToken: token,
      }),
    );
    changes.push(...(answer.AlarmHistoryItems ?? []).flatMap(changeOf));
    token = answer.NextToken;
    // The change to ALARM, and the one before it.
    const found = changes.findIndex(({ value }) => value === 'ALARM');
    if (token === undefined || (found >= 0 && changes.length > found + 1)) break;
  }
  return changes.map((change, i) => ({
    ...change,
    ...(change.before && { before: { ...change.before, at: changes[i + 1]?.at ?? change.at } }),
  }));
}

function changeOf({ Timestamp, HistoryData }: AlarmHistoryItem): StateChange[] {
  const update = parseUpdate(HistoryData);
  if (update === undefined || Timestamp === undefined) return [];
  const { oldState, newState } = update;
  const data = newState.stateReasonData;
  return [
    {
      at: Timestamp,
      value: newState.stateValue,
      reason: newState.stateReason,
      ...(data !== undefined && { reasonData: typeof data === 'string' ? data : JSON.stringify(data) }),
      ...(oldState && { before: { value: oldState.stateValue, at: Timestamp } }),
    },
  ];
}

function parseUpdate(text: string | undefined): z.infer<typeof StateUpdate> | undefined {
  try {
    return StateUpdate.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

function stateNow(alarm: AnyAlarm, at: number): StateChange | undefined {
  // StateUpdatedTimestamp moves with the evaluation state too.
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  if (alarm.StateValue !== 'ALARM' || since === undefined || since.getTime() > at) return undefined;
  return { at: since, value: 'ALARM', reason: alarm.StateReason, reasonData: alarm.StateReasonData };
}

function eventOf(alarm: AnyAlarm, change: StateChange, { account, region }: AwsSession, id: string): unknown {
  const { at, value, reason, reasonData, before } = change;
  return {
    version: '0',
    id,
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account,
    time: iso(at.getTime()),
    region,
    resources: [alarm.AlarmArn ?? ''],
    detail: {
      alarmName: alarm.AlarmName ?? '',
      state: {
        value,
        timestamp: iso(at.getTime()),
        ...(reason !== undefined && { reason }),
        ...(reasonData !== undefined && { reasonData }),
      },
      ...(before && { previousState: { value: before.value, timestamp: iso(before.at.getTime()) } }),
      configuration: configurationOf(alarm),
    },
  };
}

/** `detail.configuration` as the event has it. Of PromQL and log alarms no sample is published. */
function configurationOf(alarm: AnyAlarm): Record<string, unknown> {
  const { AlarmRule, ActionsSuppressor, EvaluationCriteria, ScheduledQueryConfiguration: scheduled } = alarm;
  if (AlarmRule !== undefined) {
    return { alarmRule: AlarmRule, ...(ActionsSuppressor && { actionsSuppressor: ActionsSuppressor }) };
  }
  if (scheduled !== undefined) return { scheduledQueryConfiguration: { queryString: scheduled.QueryString } };
  const promql = EvaluationCriteria?.PromQLCriteria?.Query;
  if (promql !== undefined) {
    return {
      evaluationCriteria: { promQLCriteria: { query: promql } },
      evaluationInterval: alarm.EvaluationInterval,
    };
  }
  return { metrics: alarm.MetricName === undefined ? queriesOf(alarm) : [singleMetric(alarm)] };
}

function singleMetric({ Namespace, MetricName, Dimensions, Period, ...alarm }: AnyAlarm) {
  return {
    id: 'm1',
    metricStat: {
      metric: { namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) },
      period: Period,
      stat: alarm.ExtendedStatistic ?? alarm.Statistic,
    },
    returnData: true,
  };
}

function queriesOf({ Metrics = [] }: AnyAlarm) {
  return Metrics.map(({ Id, Expression, Period, ReturnData = true, AccountId, MetricStat }) => ({
    id: Id,
    returnData: ReturnData,
    ...(Expression !== undefined && { expression: Expression }),
    ...(Period !== undefined && { period: Period }),
    ...(AccountId !== undefined && { accountId: AccountId }),
    ...(MetricStat && {
      metricStat: {
        metric: {
          namespace: MetricStat.Metric?.Namespace,
          name: MetricStat.Metric?.MetricName,
          dimensions: dimensionsOf(MetricStat.Metric?.Dimensions),
        },
        period: MetricStat.Period,
        stat: MetricStat.Stat,
      },
    }),
  }));
}

function dimensionsOf(dimensions: AnyAlarm['Dimensions'] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
}
