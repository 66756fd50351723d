import * as z from 'zod';
import type { Alarm } from '../case.ts';
import { EVENT_LIMITS, refuseExcess } from '../json-limits.ts';
import { parseOr } from '../parse.ts';
import { readSubject } from './alarm-shape.ts';
import { AwsTime, MaybeText, Texts } from './lenient.ts';
import { readReasonData } from './reason-data.ts';

/** Sources of events that this project makes itself; AWS lets nobody else use `aws.`. */
export const DRILL_SOURCE = 'casefile.drill';
export const REQUEST_SOURCE = 'casefile.request';
const ORIGINS: Record<string, NonNullable<Alarm['origin']>> = {
  [DRILL_SOURCE]: 'drill',
  [REQUEST_SOURCE]: 'request',
};

const CONTRIBUTOR_CHANGE = 'CloudWatch Alarm Contributor State Change';

/** What the case is named after: half of a character has no canonical form, and no hash. */
const Identity = z
  .string()
  .min(1)
  .refine((text) => text.isWellFormed(), 'expected whole characters');

/**
 * Events of both detail types, from `aws.cloudwatch` or made here in their shape. Required is only what tells which alarm went to which state
 * when. The rest differs by alarm type, and new types come: what can't be read of it is left out.
 */
const AlarmEvent = z
  .looseObject({
    id: z.string().min(1),
    source: z.string(),
    'detail-type': z.enum(['CloudWatch Alarm State Change', CONTRIBUTOR_CHANGE]),
    account: z.string(),
    region: z.string(),
    time: AwsTime,
    resources: z.tuple([Identity]).rest(z.unknown()),
    detail: z.looseObject({
      alarmName: z.string().min(1),
      alarmContributor: z.looseObject({ id: Identity, attributes: Texts }).optional().catch(undefined),
      alarmTags: Texts,
      state: z.looseObject({
        value: z.string(),
        timestamp: AwsTime,
        reason: MaybeText,
        reasonData: MaybeText,
        actionsSuppressedBy: MaybeText,
      }),
      previousState: z
        .looseObject({ value: z.string(), timestamp: AwsTime, reason: MaybeText })
        .optional()
        .catch(undefined),
      configuration: z.unknown().optional(),
      muteDetail: z.looseObject({ mutedByArn: MaybeText }).optional().catch(undefined),
    }),
  })
  // Taken for the alarm's own, an OK of one contributor would end the case of all.
  .refine((event) => event['detail-type'] !== CONTRIBUTOR_CHANGE || event.detail.alarmContributor, {
    path: ['detail', 'alarmContributor', 'id'],
    message: 'expected the id of the contributor',
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
  const hint = 'Pass an event of detail type "CloudWatch Alarm State Change", as EventBridge delivers it.';
  refuseExcess(event, EVENT_LIMITS, { code: 'EventMalformed', what: 'The event', hint });
  const parsed = parseOr(AlarmEvent, event, {
    code: 'EventMalformed',
    what: 'This is not a CloudWatch alarm event',
    hint,
  });
  const { detail } = parsed;
  const { timestamp: at, value: state, reason, reasonData, actionsSuppressedBy } = detail.state;
  const { triggering, ...evaluation } = readReasonData(reasonData);
  const previous = detail.previousState;
  const contributor = detail.alarmContributor;
  const subject = readSubject(detail.configuration, {
    attributes: contributor?.attributes ?? {},
    triggering,
  });
  const mutedBy = detail.muteDetail?.mutedByArn;
  const origin = Object.hasOwn(ORIGINS, parsed.source) ? ORIGINS[parsed.source] : undefined;
  return {
    eventId: parsed.id,
    eventTime: parsed.time,
    alarm: {
      ...(origin && { origin }),
      arn: parsed.resources[0],
      name: detail.alarmName,
      account: parsed.account,
      region: parsed.region,
      ...(contributor && { contributor: { id: contributor.id, attributes: contributor.attributes } }),
      state,
      at,
      ...(previous && { previous: { state: previous.value, at: previous.timestamp } }),
      ...(reason !== undefined && { reason }),
      firstEvaluation: isFirstEvaluation(subject.shape, reason, previous),
      ...evaluation,
      ...subject,
      ...(actionsSuppressedBy !== undefined && { suppressedBy: actionsSuppressedBy }),
      ...(mutedBy !== undefined && { mutedBy }),
      tags: detail.alarmTags,
    },
  };
}

/**
 * An alarm is created in INSUFFICIENT_DATA with a reason that says so; a composite alarm is never in that state
 * again, and says in its first reason that it was created. PromQL alarms are created in OK: theirs can't be told.
 * That there is no previous state at all says nothing: contributors' events never have one.
 */
function isFirstEvaluation(
  shape: Alarm['shape'],
  reason: string | undefined,
  previous: { value: string; reason?: string | undefined } | undefined,
): boolean {
  if (shape === 'composite' && reason?.includes(' was created and its alarm rule evaluates to ')) return true;
  if (previous?.value !== 'INSUFFICIENT_DATA') return false;
  return shape === 'composite' || previous.reason?.startsWith('Unchecked: Initial alarm creation') === true;
}
