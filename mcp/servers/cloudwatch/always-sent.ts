import * as z from 'zod';
import type { AlwaysSent } from '../../server-kit/always-sent.ts';

const text = z.string();
const Dimension = z.looseObject({ Name: text, Value: text });
const Metric = z.looseObject({
  Namespace: text,
  MetricName: text,
  Dimensions: z.array(Dimension).optional(),
});

const Alarm = {
  AlarmName: text,
  AlarmArn: text,
  StateValue: text,
  StateTransitionedTimestamp: z.date().optional(),
  StateUpdatedTimestamp: z.date().optional(),
  AlarmConfigurationUpdatedTimestamp: z.date().optional(),
};
const MetricAlarm = z.looseObject({
  ...Alarm,
  Dimensions: z.array(Dimension).optional(),
  Metrics: z
    .array(
      z.looseObject({
        Id: text,
        Expression: text.optional(),
        MetricStat: z.looseObject({ Metric, Stat: text, Period: z.number() }).optional(),
      }),
    )
    .optional(),
});
const LogAlarm = z.looseObject({
  ...Alarm,
  ScheduledQueryConfiguration: z.looseObject({ LogGroupIdentifiers: z.array(text).optional() }),
});

const Result = z
  .looseObject({
    Id: text,
    StatusCode: text,
    Timestamps: z.array(z.date()),
    Values: z.array(z.number()),
  })
  .refine(({ Timestamps, Values }) => Timestamps.length === Values.length, 'each value has a time');

/** Of CloudWatch. */
export const CLOUDWATCH_SENDS: AlwaysSent = {
  DescribeAlarms: z
    .looseObject({
      MetricAlarms: z.array(MetricAlarm).optional(),
      CompositeAlarms: z.array(z.looseObject(Alarm)).optional(),
      LogAlarms: z.array(LogAlarm).optional(),
    })
    // Which of them there are follows from what is asked for.
    .refine(
      ({ MetricAlarms, CompositeAlarms, LogAlarms }) =>
        (MetricAlarms ?? CompositeAlarms ?? LogAlarms) !== undefined,
      'there is no list of alarms',
    ),
  DescribeAlarmContributors: z.looseObject({
    AlarmContributors: z.array(z.looseObject({ ContributorAttributes: z.record(text, text) })),
  }),
  DescribeAlarmHistory: z.looseObject({
    AlarmHistoryItems: z.array(
      z.looseObject({ Timestamp: z.date(), HistoryItemType: text, HistorySummary: text }),
    ),
  }),
  GetDashboard: z.looseObject({ DashboardBody: text }),
  GetMetricData: z.looseObject({
    MetricDataResults: z.array(Result),
    Messages: z.array(z.looseObject({})).optional(),
  }),
  ListDashboards: z.looseObject({ DashboardEntries: z.array(z.looseObject({ DashboardName: text })) }),
  ListMetrics: z.looseObject({ Metrics: z.array(Metric) }),
  ListTagsForResource: z.looseObject({ Tags: z.array(z.looseObject({ Key: text, Value: text })) }),
};

/** Of CloudWatch Logs. */
export const LOGS_SENDS: AlwaysSent = {
  DescribeLogGroups: z.looseObject({
    logGroups: z.array(z.looseObject({ logGroupName: text, storedBytes: z.number().optional() })),
  }),
  DescribeMetricFilters: z.looseObject({
    metricFilters: z.array(z.looseObject({ filterName: text, logGroupName: text })),
  }),
  FilterLogEvents: z.looseObject({
    events: z.array(z.looseObject({ timestamp: z.number(), logStreamName: text, message: text })),
  }),
  GetQueryResults: z.looseObject({
    status: text,
    results: z.array(z.array(z.looseObject({ field: text, value: text.optional() }))),
    statistics: z
      .looseObject({ bytesScanned: z.number().optional(), recordsMatched: z.number().optional() })
      .optional(),
  }),
  StartQuery: z.looseObject({ queryId: text }),
  StopQuery: z.looseObject({ success: z.boolean() }),
};
