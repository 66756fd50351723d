/** Facts of a made up subject, for the tests of causes. */
import type { Facts, Observation, Seen, SubjectFacts } from '../../../core/causes/facts.ts';
import { type Entity, resourceOf } from '../../../core/entity.ts';
import type { Change } from '../../../core/ledger/change.ts';
import type { ErrorPattern } from '../../../core/observe/read-logs.ts';
import { rank } from '../../../core/judge/rank.ts';
import type { Series } from '../../../core/observe/series.ts';
import { readLine } from '../../../core/logs/read-line.ts';
import type { Finding } from '../../../core/proof/predicate.ts';

export const at = (time: string) => `2026-03-10T03:${time}.000Z`;
export const HERE = { partition: 'aws', account: '111122223333', region: 'eu-west-1' };
export const entity = (type: string, id: string): Entity => ({
  type,
  id,
  account: HERE.account,
  region: HERE.region,
});
export const TARGET = entity('AWS::Lambda::Function', 'checkout');
export const TABLE = entity('AWS::DynamoDB::Table', 'orders');
export const QUEUE = entity('AWS::SQS::Queue', 'jobs');
export const STREAM = entity('AWS::Kinesis::Stream', 'clicks');
/** As a verdict writes it. */
export const written = (one: Entity) => resourceOf(one, HERE);
export const saw = (seen: Partial<Record<Seen, Finding>>): { observations: Observation[] } => ({
  observations: (
    ['trouble', 'calm', 'throttled', 'at-limit', 'slower', 'waiting', 'unchanged'] as const
  ).flatMap((what) => {
    const proof = seen[what];
    return proof === undefined
      ? []
      : [{ what, finding: proof, ...(what === 'trouble' && { onset: shift.onset, metric: 'errors' }) }];
  }),
});
export const finding = (id: string, kind: Finding['kind'] = 'alarm'): Finding => ({
  id,
  kind,
  data: {},
  text: `${kind}.`,
  evidence: [],
  predicate: { op: 'all', of: [] },
});

export const series: Series = {
  name: 'Errors',
  per: ' a minute',
  direction: 'up',
  completeUntil: at('12:00'),
  usual: undefined,
  shift: undefined,
  value: () => undefined,
  term: () => ({ value: 0 }),
};
export const shift = {
  finding: finding('F2', 'shift'),
  onset: { from: at('09:00'), to: at('10:00') },
  until: at('12:00'),
};

export const errorLine = (sample: string, more: Partial<ErrorPattern> = {}): ErrorPattern => ({
  finding: finding('F3', 'new-error'),
  count: 40,
  sample,
  reading: readLine(sample),
  began: at('09:17'),
  versions: ['42'],
  versionFinding: finding('F4'),
  ...more,
});
export const OWN = errorLine('TypeError: x is undefined');

export const logs = (newErrors: ErrorPattern[], knownErrors: ErrorPattern[] = [], partial = false) => ({
  logs: { newErrors, knownErrors, partial },
});

export const change = (more: Partial<Change> = {}): Change => ({
  kind: 'deployment',
  entity: TARGET,
  at: at('08:19'),
  findings: [finding('F5')],
  aliases: [{ name: 'live', finding: finding('F6') }],
  changed: [],
  version: '42',
  previous: { version: '41', finding: finding('F5') },
  ...more,
});

export const subject = (parts: Partial<SubjectFacts> = {}): SubjectFacts => ({
  entity: TARGET,
  part: 'target',
  series: new Map(),
  observations: [],
  changes: [],
  mappings: [],
  ...parts,
});

export function facts(subjects: SubjectFacts[], parts: Partial<Facts> = {}): Facts {
  return {
    resolved: { targets: [TARGET], rung: 'dimensions' },
    alarm: { finding: finding('F1'), at: at('12:11'), health: [] },
    judged: { series, shift },
    subjects,
    gaps: [],
    incident: {
      window: { from: at('00:00'), to: at('12:14') },
      baseline: { from: '2026-03-10T02:00:00.000Z', to: at('00:00') },
      targets: [written(TARGET)],
      rung: 'dimensions',
      alarms: [
        {
          arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:alarm',
          name: 'alarm',
          account: '111122223333',
          region: 'eu-west-1',
          state: 'ALARM',
          at: at('12:11'),
          shape: 'metric',
          firstEvaluation: false,
          metrics: [],
          children: [],
          tags: {},
        },
      ],
    },
    ...parts,
  };
}

export const top = (...subjects: Partial<SubjectFacts>[]) =>
  rank(facts(subjects.map((parts) => subject(parts))))[0];
