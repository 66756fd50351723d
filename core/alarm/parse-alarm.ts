import * as z from 'zod';
import type { Alarm } from '../case.ts';
import { parseOr } from '../parse.ts';
import { parseAwsTime } from '../time.ts';

const AwsTime = z.string().transform((text, context) => {
  const time = parseAwsTime(text);
  if (time === undefined) {
    context.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is not a time` });
    return z.NEVER;
  }
  return time;
});

const Metric = z.looseObject({
  id: z.string(),
  expression: z.string().optional(),
  metricStat: z
    .looseObject({
      metric: z.looseObject({
        namespace: z.string(),
        name: z.string(),
        dimensions: z.record(z.string(), z.string()).default({}),
      }),
      period: z.number().positive(),
      stat: z.string(),
    })
    .optional(),
});

/** `source: aws.cloudwatch` events of both detail types; what is not used here is let through. */
const AlarmEvent = z.looseObject({
  id: z.string().min(1),
  source: z.string(),
  'detail-type': z.enum(['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change']),
  account: z.string(),
  region: z.string(),
  time: AwsTime,
  resources: z.array(z.string()).min(1),
  detail: z.looseObject({
    alarmName: z.string().min(1),
    alarmContributor: z
      .looseObject({ id: z.string(), attributes: z.record(z.string(), z.string()).default({}) })
      .optional(),
    state: z.looseObject({
      value: z.string(),
      timestamp: AwsTime,
      reason: z.string().optional(),
      reasonData: z.string().optional(),
    }),
    previousState: z.looseObject({ value: z.string(), timestamp: AwsTime }).optional(),
    configuration: z.looseObject({ metrics: z.array(Metric).default([]) }).optional(),
  }),
});

/** `state.reasonData` is JSON in a string, differs by alarm type and may be absent. */
const ReasonData = z.looseObject({
  startDate: z.string().optional(),
  threshold: z.number().optional(),
  recentDatapoints: z.array(z.number().nullable()).optional(),
});

export interface AlarmEventParts {
  eventId: string;
  /** When EventBridge says the event happened. */
  eventTime: string;
  alarm: Alarm;
}

/**
 * Reads a CloudWatch alarm event (shapes: the CloudWatch user guide's "alarm events and EventBridge").
 * @throws CasefileError `EventMalformed`
 */
export function parseAlarmEvent(event: unknown): AlarmEventParts {
  const parsed = parseOr(AlarmEvent, event, {
    code: 'EventMalformed',
    what: 'This is not a CloudWatch alarm event',
    hint: 'Pass an event of detail type "CloudWatch Alarm State Change", as EventBridge delivers it.',
  });
  const { detail } = parsed;
  const { timestamp: at, value: state, reason, reasonData } = detail.state;
  const evaluation = parseReasonData(reasonData);
  const previous = detail.previousState;
  const metrics = detail.configuration?.metrics ?? [];
  return {
    eventId: parsed.id,
    eventTime: parsed.time,
    alarm: {
      arn: parsed.resources[0] ?? '',
      name: detail.alarmName,
      account: parsed.account,
      region: parsed.region,
      state,
      at,
      ...(detail.alarmContributor && {
        contributor: { id: detail.alarmContributor.id, attributes: detail.alarmContributor.attributes },
      }),
      ...(previous && { previous: { state: previous.value, at: previous.timestamp } }),
      ...(reason !== undefined && { reason }),
      ...evaluation,
      computed: metrics.some(({ expression }) => expression !== undefined),
      metrics: metrics.flatMap(({ id, metricStat }) =>
        metricStat === undefined
          ? []
          : [
              {
                id,
                namespace: metricStat.metric.namespace,
                name: metricStat.metric.name,
                dimensions: metricStat.metric.dimensions,
                periodSeconds: metricStat.period,
                stat: metricStat.stat,
              },
            ],
      ),
    },
  };
}

/** What the alarm evaluated. Unknown or broken reasonData says nothing; that is normal for some alarm types. */
function parseReasonData(
  text: string | undefined,
): Pick<Alarm, 'evaluatedFrom' | 'threshold' | 'datapoints'> {
  if (text === undefined) return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return {};
  }
  const data = ReasonData.safeParse(json);
  if (!data.success) return {};
  const { startDate, threshold, recentDatapoints } = data.data;
  const evaluatedFrom = startDate === undefined ? undefined : parseAwsTime(startDate);
  return {
    ...(evaluatedFrom !== undefined && { evaluatedFrom }),
    ...(threshold !== undefined && { threshold }),
    ...(recentDatapoints && { datapoints: recentDatapoints }),
  };
}
