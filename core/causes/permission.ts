import { ROLE } from '../catalogue/iam.ts';
import { clockTime } from '../time.ts';
import {
  type Rule,
  citesOf,
  saidSign,
  toldErrors,
  changesBefore,
  shortlyBeforeSign,
  triggerOf,
  troubleSign,
} from './rule.ts';

const ROLE_CHANGED = 'what the role may do was changed shortly before';

/** Something is denied that was not before. */
export const permission: Rule = (subject, facts) => {
  const error = toldErrors(subject).find(({ reading }) => reading.mode === 'denied');
  if (error === undefined) return [];
  const role = subject.config?.answer.role;
  const change = changesBefore(subject, facts, 'permission').at(-1);
  const { action } = error.reading;
  const resource = role === undefined ? subject.entity : { ...subject.entity, type: ROLE, id: role };
  const says = citesOf(error);
  const when = change === undefined ? '' : ` ${change.findings[0]?.text ?? ''}`;
  return [
    {
      kind: 'permission',
      resource,
      ...(change && { trigger: triggerOf(change, 'permission') }),
      claim: `${subject.entity.id} is denied ${action ?? 'what it was allowed before'}${role === undefined ? '' : `; it runs with role ${role}`}.${when}`,
      signs: [
        saidSign(error, 0.5),
        troubleSign(subject, facts, 0.2),
        change === undefined
          ? { expects: ROLE_CHANGED, weight: 0.3, seen: 'unknown', findings: [] }
          : { ...shortlyBeforeSign(subject, facts, change, 0.3), expects: ROLE_CHANGED },
      ],
      nextSteps: [
        {
          text:
            change === undefined
              ? `Find out which policy denies ${action ?? 'the action'} to ${resource.id}, since when, and whether that is meant.`
              : `Undo the change of ${clockTime(change.at)} to role ${resource.id}, so that ${action ?? 'the action'} is allowed again.`,
          findings: change === undefined ? says : change.findings.map(({ id }) => id),
        },
      ],
    },
  ];
};
