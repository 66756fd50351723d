import { healthNameOf } from '../catalogue/catalogue.ts';
import { MINUTE, clockTime, since } from '../time.ts';
import type { Sign } from '../verdict.ts';
import { type Rule, knownOnset, onsetOf, troubleSign } from './rule.ts';

/** An event of AWS that began longer before, or this much after the onset, does not explain it. */
const BEFORE_MS = 60 * MINUTE;
const AFTER_MS = 5 * MINUTE;

/** AWS itself reports trouble of the service that the resource belongs to. */
export const serviceEvent: Rule = (subject, facts) => {
  const service = healthNameOf(subject.entity.type);
  return facts.alarm.health
    .filter((event) => event.service === service && event.issue)
    .map(({ start, finding }) => {
      const lead = since(start, onsetOf(subject, facts).from);
      return {
        kind: 'service-event' as const,
        resource: subject.entity,
        trigger: { kind: `event of ${service}`, at: start, findings: [finding.id] },
        claim: `${service} itself has an event since ${clockTime(start)}, and ${subject.entity.id} suffers from it.`,
        signs: [
          { expects: 'AWS Health tells of it', weight: 0.4, seen: 'yes' as const, findings: [finding.id] },
          troubleSign(subject, facts, 0.3),
          {
            expects: 'it began when the trouble began',
            weight: 0.3,
            seen: seenAt(lead, knownOnset(subject, facts) !== undefined),
            findings: [finding.id],
          },
        ],
        nextSteps: [{ text: `Follow the event of ${service} in AWS Health.`, findings: [finding.id] }],
      };
    });
};

/** An onset that is not known lies before the alarm: how long the event was there before it can't be told. */
function seenAt(lead: number, known: boolean): Sign['seen'] {
  if (lead <= BEFORE_MS && lead >= -AFTER_MS) return 'yes';
  return known || lead < 0 ? 'no' : 'unknown';
}
