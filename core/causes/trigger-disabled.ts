import { clockTime } from '../time.ts';
import { isSame } from '../entity.ts';
import { type Rule, isPlainName, shortlyBeforeSign, triggerOf, troubleSign } from './rule.ts';

const OFF: ReadonlySet<string> = new Set(['Disabled', 'Disabling']);

/** The mapping that should hand messages or records to a function is switched off. */
export const triggerDisabled: Rule = (subject, facts) =>
  subject.mappings.flatMap((mapping) => {
    const { entity, state, source, finding, changes } = mapping;
    const { id } = entity;
    if (!OFF.has(state) || source === undefined || !isSame(source, subject.entity)) return [];
    // Another one reads it: this one is off for a reason of its own.
    if (
      subject.mappings.some(
        (other) => other.source && isSame(other.source, source) && other.state === 'Enabled',
      )
    )
      return [];
    const change = changes.filter(({ kind, at }) => kind === 'mapping' && at <= facts.alarm.at).at(-1);
    const region = facts.incident.alarms[0]?.region ?? '';
    const expects = 'it was switched off shortly before';
    const when = change === undefined ? '' : `, switched off at ${clockTime(change.at)}`;
    return [
      {
        kind: 'trigger-disabled' as const,
        resource: subject.entity,
        ...(change && { trigger: triggerOf({ ...change, entity: subject.entity }, 'mapping') }),
        claim: `Nothing reads ${source.id}: its event source mapping to ${mapping.function.id} is ${state}${when}.`,
        signs: [
          { expects: 'the mapping is off', weight: 0.5, seen: 'yes' as const, findings: [finding.id] },
          troubleSign(subject, facts, 0.3),
          change === undefined
            ? mapping.offLong === undefined
              ? { expects, weight: 0.2, seen: 'unknown' as const, findings: [] }
              : { expects, weight: 0.4, seen: 'no' as const, findings: [mapping.offLong.id] }
            : { ...shortlyBeforeSign(subject, facts, change, 0.2), expects },
        ],
        nextSteps: [
          {
            text: `Switch the mapping from ${source.id} to ${mapping.function.id} on again, once it is known why it was switched off.`,
            findings: [finding.id, ...(change?.findings.map((one) => one.id) ?? [])],
            ...(isPlainName(id, region) && {
              command: `aws lambda update-event-source-mapping --region ${region} --uuid ${id} --enabled`,
            }),
          },
        ],
      },
    ];
  });
