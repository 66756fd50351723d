import { undoOf } from '../catalogue/catalogue.ts';
import { clockTime } from '../time.ts';
import type { Change } from '../ledger/change.ts';
import type { ErrorPattern } from '../observe/read-logs.ts';
import { type SubjectFacts, seenOf } from './facts.ts';
import { missingVariablesIn } from '../logs/missing-variables.ts';
import type { NextStep, Sign } from '../verdict.ts';
import {
  type Rule,
  atOnceSign,
  changesBefore,
  newErrorSign,
  newErrorsSince,
  shortlyBeforeSign,
  triggerOf,
  troubleSign,
} from './rule.ts';

/**
 * Settings were changed without new code, and the function fails with them. A change of which it is not known what
 * it changed is one of settings if the settings, as they are now, explain the error.
 */
export const configurationChange: Rule = (subject, facts) =>
  [
    ...changesBefore(subject, facts, 'configuration'),
    ...changesBefore(subject, facts, 'modification').filter((change) => mechanismOf(subject, change)),
  ].map((change) => ({
    kind: 'configuration-change',
    resource: change.entity,
    trigger: triggerOf(change, 'configuration'),
    claim: claimOf(subject, change),
    signs: [
      troubleSign(subject, facts, 0.2),
      shortlyBeforeSign(subject, facts, change, 0.15),
      atOnceSign(subject, facts, change, 0.1),
      newErrorSign(subject, change, 0.3),
      mechanismSign(subject, change, 0.25),
    ],
    nextSteps: nextSteps(subject, change),
  }));

function claimOf(subject: SubjectFacts, change: Change): string {
  const { entity: resource, at } = change;
  const mechanism = mechanismOf(subject, change);
  const how = mechanism === undefined ? '' : `: ${mechanism.says}`;
  return `The settings of ${resource.id}, changed at ${clockTime(at)}, make it fail${how}.`;
}

interface Mechanism {
  says: string;
  findings: string[];
}

/** What was changed, if it explains the error that is logged since. */
function mechanismOf(subject: SubjectFacts, change: Change): Mechanism | undefined {
  const [error] = newErrorsSince(subject, change);
  if (error === undefined) return undefined;
  const { reading } = error;
  for (const { setting, name, finding } of change.changed) {
    const says =
      setting === 'removed-variable'
        ? `the variable ${name}${error.sample.includes(name) ? ', which the error names,' : ''} is gone, and the code is the same`
        : setting === 'timeout' && reading.seconds !== undefined
          ? 'its timeout was changed, and invocations run into it'
          : setting === 'memory' && reading.memory === true
            ? 'its memory was changed, and it runs out of it'
            : undefined;
    if (says !== undefined) return { says, findings: [finding.id, (error.saysFinding ?? error.finding).id] };
  }
  return missingVariable(subject, error) ?? currentTimeout(subject, error);
}

/** The error says that a variable is missing, and the settings don't have it. */
function missingVariable({ config }: SubjectFacts, error: ErrorPattern): Mechanism | undefined {
  if (config === undefined || !config.answer.environment.readable) return undefined;
  const missing = missingVariablesIn(error.sample).find(
    (name) => !config.answer.environment.names.includes(name),
  );
  if (missing === undefined) return undefined;
  return {
    says: `the error says that ${missing} is missing, and there is no such variable`,
    findings: [error.finding.id],
  };
}

/** That invocations end at the timeout proves nothing; that they took longer before does. */
function currentTimeout(
  subject: SubjectFacts,
  { reading, saysFinding, finding }: ErrorPattern,
): Mechanism | undefined {
  const cutOff = seenOf(subject, 'cut-off')?.finding;
  if (reading.seconds === undefined || cutOff === undefined) return undefined;
  return {
    says: `invocations are ended after ${reading.seconds} s, and took longer than that before`,
    findings: [cutOff.id, (saysFinding ?? finding).id],
  };
}

function mechanismSign(subject: SubjectFacts, change: Change, weight: number): Sign {
  const expects = 'what was changed explains the error';
  const mechanism = mechanismOf(subject, change);
  return mechanism === undefined
    ? { expects, weight, seen: 'unknown', findings: [] }
    : { expects, weight, seen: 'yes', findings: mechanism.findings };
}

function nextSteps(subject: SubjectFacts, change: Change): NextStep[] {
  const { entity: resource, at, findings, previous } = change;
  const cites = findings.map(({ id }) => id);
  const mechanism = mechanismOf(subject, change);
  if (previous !== undefined) {
    return [
      {
        text: `Give ${resource.id} the settings of version ${previous.version} again.${change.changed.length > 0 ? ` ${change.changed.map(({ finding }) => finding.text).join(' ')}` : ''}`,
        findings: [previous.finding.id, ...change.changed.map(({ finding }) => finding.id)],
      },
    ];
  }
  const why = mechanism === undefined ? '' : ` Look first at this: ${mechanism.says}.`;
  return [
    {
      text: `Undo the change of ${clockTime(at)} to the settings of ${resource.id}.${why} ${undoOf(resource.type)}`,
      findings: [...cites, ...(mechanism?.findings ?? [])],
    },
  ];
}
