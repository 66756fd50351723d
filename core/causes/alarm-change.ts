import { ALARM } from '../catalogue/cloudwatch.ts';
import { entityOf, placeOf } from '../entity.ts';
import type { Rule } from './rule.ts';

/** The alarm was created or edited just before, and what it watches is as usual. */
export const alarmChange: Rule = (subject, { alarm, judged, incident, subjects }) => {
  const { edited } = alarm;
  // Said once, of the first resource.
  if (edited === undefined || subject !== subjects[0]) return [];
  const name = incident.alarms[0]?.name ?? '';
  const usual = judged?.steady;
  return [
    {
      kind: 'alarm-change',
      resource: entityOf({ type: ALARM, id: name }, placeOf(incident)),
      trigger: { kind: `change of alarm ${name}`, at: edited.at, findings: [edited.finding.id] },
      claim: `The alarm itself was changed; what it watches is as usual.`,
      signs: [
        {
          expects: 'the alarm was edited shortly before',
          weight: 0.5,
          seen: 'yes',
          findings: [edited.finding.id],
        },
        {
          expects: 'its metric is as usual',
          weight: 0.5,
          seen: usual?.kind === 'no-shift' ? 'yes' : usual || judged?.shift ? 'no' : 'unknown',
          findings: usual ? [usual.id] : judged?.shift ? [judged.shift.finding.id] : [],
        },
      ],
      nextSteps: [{ text: 'Look at what was changed in the alarm.', findings: [edited.finding.id] }],
    },
  ];
};
