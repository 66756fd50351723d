import { readFileSync, readdirSync } from 'node:fs';
import * as z from 'zod';
import { Json } from '../../../core/canonical.ts';

/** An event, and whether each of the two rules has to take it. */
export type Row = [name: string, event: Json, alarm: boolean, ok: boolean];

const OPENS = [true, false] as const;
const CLOSES = [false, true] as const;
const LEFT_ALONE = [false, false] as const;

const FOLDER = 'tests/fixtures/events';

type Sample = z.infer<typeof Sample>;
const Sample = z
  .object({
    detail: z
      .object({ alarmName: z.string(), state: z.object({ value: z.literal('ALARM') }).catchall(Json) })
      .catchall(Json),
  })
  .catchall(Json);

const SAMPLES = new Map(
  readdirSync(FOLDER).map((file) => [
    file.replace('.json', ''),
    Sample.parse(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))),
  ]),
);
/** Samples of alarms whose owners asked for silence. */
const SILENCED = ['composite-suppressed', 'composite-muted'];

const single = sample('single-metric');
const contributor = sample('contributor');
const { detail } = single;

/** Every documented shape, in each of the three states. */
const shapes = [...SAMPLES].flatMap(([name, event]): Row[] => [
  [`${name} in ALARM`, event, ...(SILENCED.includes(name) ? LEFT_ALONE : OPENS)],
  // Silenced or not: its case may have been opened before.
  [`${name} in OK`, withState(event, { value: 'OK' }), ...CLOSES],
  [`${name} in INSUFFICIENT_DATA`, withState(event, { value: 'INSUFFICIENT_DATA' }), ...LEFT_ALONE],
]);

const names: [alarmName: string, investigated: boolean][] = [
  ['TargetTracking-table/orders-AlarmHigh-4f0c1d2e', false],
  ['TargetTracking-service/prod/checkout-AlarmLow-9b1a', false],
  ['TargetTracking-', false],
  ['casefile-executions-failed', false],
  ['casefile-警報 😀', false],
  ['casefile-', false],
  ['orders-TargetTracking-table', true],
  ['targettracking-table/orders', true],
  ['TargetTracking', true],
  [' TargetTracking-table/orders', true],
  ['"TargetTracking-table/orders"', true],
  ['Casefile-executions-failed', true],
  ['casefile', true],
  ['prod-casefile-orders', true],
  ['EC2 CPU Utilization Anomaly', true],
  ['orders: errors: p1', true],
  ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:orders', true],
  ['警報 – Überlast 😀', true],
  ['a "quoted" back\\slash', true],
  ['c', true],
];
const named = names.flatMap(([alarmName, investigated]): Row[] => {
  const fired = ofAlarm(single, alarmName);
  const name = `the alarm ${JSON.stringify(alarmName)}`;
  return [
    [`${name} in ALARM`, fired, ...(investigated ? OPENS : LEFT_ALONE)],
    [`${name} in OK`, withState(fired, { value: 'OK' }), ...(investigated ? CLOSES : LEFT_ALONE)],
  ];
});

const sources: Row[] = [
  ['a drill in ALARM', { ...single, source: 'casefile.drill' }, ...OPENS],
  ['a drill in OK', withState({ ...single, source: 'casefile.drill' }, { value: 'OK' }), ...CLOSES],
  ...['aws.ec2', 'my.app', 'casefile', 'casefile.drill.other', 'AWS.CloudWatch'].map((source): Row => [
    `an alarm from ${source}`,
    { ...single, source },
    ...LEFT_ALONE,
  ]),
];

const configured = withDetail(single, { operation: 'update', previousConfiguration: {} }).detail;
const execution = { name: 'f3a1', status: 'FAILED', startDate: 1_771_000_000_000, input: '{}', output: null };
const instance = { 'instance-id': 'i-12345678901234567', state: 'stopped' };
const others = [
  ['aws.cloudwatch', 'CloudWatch Alarm Configuration Change', configured],
  ['aws.states', 'Step Functions Execution Status Change', execution],
  ['aws.ec2', 'EC2 Instance State-change Notification', instance],
] as const;
const otherEvents = others.map(([source, type, about]): Row => [
  `an event of another type: ${type}`,
  { ...single, source, 'detail-type': type, detail: about },
  ...LEFT_ALONE,
]);

const mutedByArn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:night';
/** Fields that are there and hold nothing, or are not there. */
const edges: Row[] = [
  ['an alarm with an empty muteDetail', withDetail(single, { muteDetail: {} }), ...OPENS],
  ['an alarm with null for muteDetail', withDetail(single, { muteDetail: null }), ...OPENS],
  // `exists` asks for a leaf: null is one, an object is none.
  ['an alarm muted by null', withDetail(single, { muteDetail: { mutedByArn: null } }), ...LEFT_ALONE],
  ['an alarm muted by an object', withDetail(single, { muteDetail: { mutedByArn: {} } }), ...OPENS],
  ['an alarm suppressed by null', withState(single, { actionsSuppressedBy: null }), ...LEFT_ALONE],
  ['an alarm suppressed by an empty text', withState(single, { actionsSuppressedBy: '' }), ...LEFT_ALONE],
  ['a contributor that is muted', withDetail(contributor, { muteDetail: { mutedByArn } }), ...LEFT_ALONE],
  ['a contributor of ours', ofAlarm(contributor, 'casefile-errors'), ...LEFT_ALONE],
  ['an alarm without alarmName', { ...single, detail: without(detail, 'alarmName') }, ...LEFT_ALONE],
  ['an alarm without state', { ...single, detail: without(detail, 'state') }, ...LEFT_ALONE],
  ['an alarm without a value of the state', withDetail(single, { state: {} }), ...LEFT_ALONE],
  ['an alarm whose state is a text', withDetail(single, { state: 'ALARM' }), ...LEFT_ALONE],
  ['an alarm whose state is in lower case', withState(single, { value: 'alarm' }), ...LEFT_ALONE],
  ['an event without detail', without(single, 'detail'), ...LEFT_ALONE],
  ['an event without source', without(single, 'source'), ...LEFT_ALONE],
  ['an event without detail-type', without(single, 'detail-type'), ...LEFT_ALONE],
  ['an event without anything', {}, ...LEFT_ALONE],
];

export const EVENTS: readonly Row[] = [...shapes, ...named, ...sources, ...otherEvents, ...edges];

function sample(name: string): Sample {
  const found = SAMPLES.get(name);
  if (found === undefined) throw new Error(`There is no ${FOLDER}/${name}.json`);
  return found;
}

function withDetail(event: Sample, change: Record<string, Json>) {
  return { ...event, detail: { ...event.detail, ...change } };
}

function withState(event: Sample, change: Record<string, Json>) {
  return withDetail(event, { state: { ...event.detail.state, ...change } });
}

function without(object: Record<string, Json>, key: string): Record<string, Json> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** The event of an alarm of another name: it stands in the event's resources too. */
function ofAlarm(event: Sample, alarmName: string): Sample {
  const resources = [`arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarmName}`];
  return { ...withDetail(event, { alarmName }), resources };
}
