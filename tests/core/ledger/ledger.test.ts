import { describe, expect, it } from '@jest/globals';
import { indexEvidence } from '../../../core/evidence/evidence-index.ts';
import { findingList } from '../../../core/observe/finding-list.ts';
import { ledgerOf } from '../../../core/ledger/ledger.ts';
import { entityOf, placeOf } from '../../../core/entity.ts';
import type { Evidence, Incident } from '../../../core/case.ts';

const at = (time: string) => `2026-03-10T${time}:00.000Z`;
const TARGET = { type: 'AWS::Lambda::Function', id: 'checkout' };
const INCIDENT: Incident = {
  window: { from: at('03:00'), to: at('03:15') },
  baseline: { from: at('02:00'), to: at('03:00') },
  targets: [TARGET],
  rung: 'dimensions',
  alarms: [
    {
      arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a',
      name: 'a',
      account: '111122223333',
      region: 'eu-west-1',
      state: 'ALARM',
      at: at('03:12'),
      shape: 'metric',
      firstEvaluation: false,
      metrics: [],
      children: [],
      tags: {},
    },
  ],
};

const evidence = (
  id: string,
  capability: string,
  args: Evidence['args'],
  answer: Evidence['answer'],
): Evidence => ({
  id,
  capability,
  server: 's',
  calls: [],
  args,
  answer,
  completeUntil: at('03:15'),
});
const range = { from: at('02:00'), to: at('03:15') };
const call = (t: string, name: string, source = 'lambda.amazonaws.com') => ({
  t,
  name,
  source,
  by: 'Deploy/pipeline',
  region: 'eu-west-1',
  resources: ['checkout'],
  request: {},
  failed: false,
});
const trail = (...events: ReturnType<typeof call>[]) =>
  evidence('E3', 'changes.lookup', { ...range, resources: ['checkout'] }, { events, truncated: false });
const stack = [
  evidence(
    'E1',
    'stack.find',
    { physicalId: 'checkout' },
    { stack: { name: 'shop', id: 'x', logicalId: 'C', type: TARGET.type } },
  ),
  evidence(
    'E2',
    'stack.events',
    { ...range, stack: 'shop' },
    {
      events: [
        {
          t: at('03:05'),
          logicalId: 'C',
          physicalId: 'checkout',
          type: TARGET.type,
          status: 'UPDATE_COMPLETE',
        },
      ],
      truncated: false,
    },
  ),
];
const changesOf = (all: Evidence[], resource = TARGET) =>
  ledgerOf(INCIDENT, indexEvidence(all), findingList(all)).of(entityOf(resource, placeOf(INCIDENT)));
const kinds = (...all: Evidence[]) => changesOf(all).map(({ kind }) => kind);

describe('the changes of a resource', () => {
  it('are one deployment if a stack tells of it, until calls say that only settings changed', () => {
    expect(kinds(...stack)).toEqual(['deployment']);
    expect(kinds(...stack, trail(call(at('03:04'), 'UpdateFunctionConfiguration20150331v2')))).toEqual([
      'configuration',
    ]);
    expect(
      kinds(
        ...stack,
        trail(
          call(at('03:04'), 'UpdateFunctionCode20150331v2'),
          call(at('03:05'), 'UpdateFunctionConfiguration20150331v2'),
        ),
      ),
    ).toEqual(['deployment']);
  });

  it('are apart if minutes are between them', () => {
    expect(
      kinds(trail(call(at('02:30'), 'UpdateFunctionCode'), call(at('03:05'), 'PutFunctionConcurrency'))),
    ).toEqual(['deployment', 'concurrency']);
  });

  it('say what each of two calls of the same second set', () => {
    const set = (timeout: number) => ({
      ...call(at('03:05'), 'UpdateFunctionConfiguration'),
      request: { timeout },
    });
    const all = [trail(set(3), set(30))];
    const [change] = changesOf(all);
    expect(change?.changed.map(({ finding }) => finding.text)).toEqual([
      'The timeout of checkout was set to 3 s at 03:05:00.',
      'The timeout of checkout was set to 30 s at 03:05:00.',
    ]);
  });

  it('are those of this resource, and not of another service’s resource of the same name', () => {
    const database = { type: 'AWS::RDS::DBInstance', id: 'checkout' };
    const all = [trail(call(at('03:05'), 'ModifyDBInstance', 'rds.amazonaws.com'))];
    expect(changesOf(all)).toEqual([]);
    expect(changesOf(all, database)).toMatchObject([{ kind: 'configuration', entity: database }]);
  });

  it('leave out calls that failed, and calls that change nothing', () => {
    expect(
      kinds(
        trail({ ...call(at('03:05'), 'UpdateFunctionCode'), failed: true }, call(at('03:05'), 'TagResource')),
      ),
    ).toEqual([]);
  });
});
