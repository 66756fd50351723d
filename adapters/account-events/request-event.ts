import { REQUEST_SOURCE } from '../../core/alarm/parse-alarm.ts';
import { Json } from '../../core/canonical.ts';
import { iso } from '../../core/time.ts';

/** A metric whose rise is what a request is about, and whose dimensions name the resource. */
export interface AskedMetric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  stat: 'Sum' | 'Maximum';
}

export interface Request {
  /** In words, e.g. `function checkout-api`. */
  subject: string;
  arn: string;
  /** One, or several that are added up. */
  metrics: AskedMetric[];
  /** When the trouble is thought to have begun at the earliest, and when it was there; epoch ms. */
  from: number;
  at: number;
  account: string;
  region: string;
  eventId: string;
}

const PERIOD_SECONDS = 60;

/** A request to look into a resource, in the shape of the event of an alarm on it; its source tells that it is none. */
export function requestEvent({ subject, arn, metrics, from, at, account, region, eventId }: Request): Json {
  const entries = metrics.map(({ namespace, name, dimensions, stat }, i) => ({
    id: `m${i + 1}`,
    metricStat: { metric: { namespace, name, dimensions }, period: PERIOD_SECONDS, stat },
    returnData: metrics.length === 1,
  }));
  const sum = { id: 'all', expression: entries.map(({ id }) => id).join('+'), returnData: true };
  return Json.parse({
    version: '0',
    id: eventId,
    'detail-type': 'CloudWatch Alarm State Change',
    source: REQUEST_SOURCE,
    account,
    time: iso(at),
    region,
    resources: [arn],
    detail: {
      alarmName: subject,
      state: {
        value: 'ALARM',
        timestamp: iso(at),
        reason: 'Asked for by hand',
        reasonData: JSON.stringify({ version: '1.0', startDate: iso(from), period: PERIOD_SECONDS }),
      },
      configuration: { metrics: metrics.length === 1 ? entries : [sum, ...entries] },
    },
  });
}
