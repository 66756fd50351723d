import type { Names } from './names.ts';

/** They go off a minute or two after a fault, since each judges two periods of a minute. */
export function alarmsOf({ alarms, checkout, ledger, orders }: Names): Record<string, object> {
  const lambda = (name: string, metric: string, functionName: string, threshold: number) =>
    alarmOf(name, 'AWS/Lambda', metric, { FunctionName: functionName }, 'Sum', threshold);
  return {
    CheckoutErrors: lambda(alarms.checkoutErrors, 'Errors', checkout, 3),
    // Nothing is throttled: it tells whether an alarm comes that nobody has caused.
    CheckoutThrottles: lambda(alarms.checkoutThrottles, 'Throttles', checkout, 1),
    LedgerErrors: lambda(alarms.ledgerErrors, 'Errors', ledger, 3),
    OrdersAge: alarmOf(
      alarms.ordersAge,
      'AWS/SQS',
      'ApproximateAgeOfOldestMessage',
      { QueueName: orders },
      'Maximum',
      100,
    ),
  };
}

function alarmOf(
  AlarmName: string,
  Namespace: string,
  MetricName: string,
  dimensions: Record<string, string>,
  Statistic: string,
  Threshold: number,
) {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName,
      Namespace,
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic,
      Period: 60,
      EvaluationPeriods: 2,
      Threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    },
  };
}
