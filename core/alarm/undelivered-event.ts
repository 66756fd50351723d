import * as z from 'zod';
import { Json } from '../canonical.ts';
import { CasefileError } from '../errors.ts';
import { iso } from '../time.ts';
import { type AlarmEventParts, parseAlarmEvent } from './parse-alarm.ts';

/** What a message of the queue of undelivered events holds. */
export type Undelivered =
  | { kind: 'alarm'; event: Json; parts: AlarmEventParts }
  /** `what` it is instead, and why it starts nothing. */
  | { kind: 'other'; what: string; why: string };

const AnyEvent = z.looseObject({ 'detail-type': z.string() });
const Execution = z.looseObject({
  detail: z.looseObject({ name: z.string(), status: z.string(), executionArn: z.string().default('') }),
});

/** EventBridge puts the event itself into the message's body. */
export function readUndelivered(body: string): Undelivered {
  let event: Json;
  try {
    event = Json.parse(JSON.parse(body));
  } catch {
    return { kind: 'other', what: 'a text that is no event', why: 'it is not JSON' };
  }
  try {
    const parts = parseAlarmEvent(event);
    const { state } = parts.alarm;
    if (state === 'ALARM' || state === 'OK') return { kind: 'alarm', event, parts };
    return {
      kind: 'other',
      what: `alarm ${parts.alarm.name}`,
      why: `it went to ${state}, which begins and ends nothing`,
    };
  } catch (error) {
    if (!(error instanceof CasefileError)) throw error;
    const execution = Execution.safeParse(event).data?.detail;
    if (execution !== undefined) {
      const { name, status, executionArn } = execution;
      return {
        kind: 'other',
        what: `the news that investigation ${name} is ${status}`,
        why: `it is no alarm; nobody was told of it, and it can be redriven: ${executionArn}`,
      };
    }
    const type = AnyEvent.safeParse(event).data?.['detail-type'];
    return { kind: 'other', what: type ?? 'some JSON', why: error.message };
  }
}

/** Step Functions allows 80 characters, and not all. */
const MAX_ID_CHARS = 50;

/**
 * The name of the execution that a message starts. The same for the same message, so that it starts once, however often
 * it is tried; with the event's id, by which a case that another execution opened is known.
 */
export function redeliveryName(eventId: string, queuedAt: number): string {
  const id = eventId.replace(/[^\w-]/g, '-').slice(0, MAX_ID_CHARS);
  return `redeliver-${id}-${iso(queuedAt).replace(/\D/g, '')}`;
}
