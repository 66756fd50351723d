import { Json } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import { parseOr } from '../../core/parse.ts';
import type { ExecutionResult, Workflow } from '../../core/ports.ts';
import { parseAlarmEvent } from '../../core/alarm/parse-alarm.ts';
import { matchesPattern } from './event-pattern.ts';
import { readPackageJson } from '../package-files.ts';

/** The rules whose target is the state machine. */
const RULES = ['rules/alarm.json', 'rules/ok.json'];

/**
 * Plays EventBridge: an event that matches a rule starts an execution named after the event's id, as observed
 * at AWS.
 * @throws CasefileError `EventMalformed`, `EventNotMatched`
 */
export async function putEvent(event: unknown, workflow: Workflow): Promise<ExecutionResult> {
  const { eventId } = parseAlarmEvent(event);
  const json = parseOr(Json, event, { code: 'EventMalformed', what: 'The event', hint: 'It must be JSON.' });
  const patterns = await Promise.all(RULES.map(readPackageJson));
  if (!patterns.some((pattern) => matchesPattern(Json.parse(pattern), json))) {
    throw new CasefileError('EventNotMatched', 'No rule matches this event, so nothing was started.', {
      hint: 'The rules take alarms that go to ALARM or OK and are neither muted nor suppressed: see rules/.',
    });
  }
  return workflow.run(json, eventId);
}
