/** What the simulator answers and ministack does not, or not so, with the reason why that is right. */
export interface KnownDifference {
  /** As in the table's first column; a regular expression. */
  request: RegExp;
  /** The path of keys, or `refuses` and `answers` for what only the simulator does. */
  path: RegExp;
  reason: string;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    request: /^cloudwatch GetMetricData(?:: no such metric)?$/,
    path: /^Messages$/,
    reason: 'the SDK models Messages, an empty list without any',
  },
  {
    request: /^cloudwatch GetMetricData: a range that ends before it starts$/,
    path: /^refuses$/,
    reason: 'AWS wants StartTime before EndTime; ministack does not look',
  },
  {
    request: /^cloudwatch DescribeAlarms/,
    path: /^LogAlarms$/,
    reason: 'the SDK models log alarms; ministack has none',
  },
  {
    request: /^cloudwatch DescribeAlarms$/,
    path: /^MetricAlarms\[\]\.StateTransitionedTimestamp$/,
    reason: 'the SDK models it; ministack gives it for composite alarms only',
  },
  {
    request: /^logs StartQuery: malformed$/,
    path: /^refuses$/,
    reason: 'ministack takes any text for a query',
  },
  {
    request: /^logs GetQueryResults$/,
    path: /^queryLanguage$/,
    reason: 'the SDK models it; ministack knows one language only',
  },
  {
    request: /^lambda (?:GetFunctionConfiguration|ListVersionsByFunction|ListFunctions)$/,
    path: /\bLoggingConfig\.(?:LogGroup|ApplicationLogLevel|SystemLogLevel)$/,
    reason: 'AWS fills in the log group and levels; ministack gives back what it was given',
  },
  {
    request: /^cloudformation DescribeStackEvents$/,
    path: /^NextToken$/,
    reason: 'the simulator gives small pages; ministack gives all events at once',
  },
  {
    request: /^cloudformation DescribeStackResources: by physical id$/,
    path: /^answers$/,
    reason: 'ministack does not look up physical ids',
  },
];
