import { describe, expect, it } from '@jest/globals';
import type { Evidence, Incident } from '../../../core/case.ts';
import { indexEvidence } from '../../../core/evidence/evidence-index.ts';
import { relationsOf } from '../../../core/graph/relations.ts';
import { subjectsOf } from '../../../core/graph/subjects.ts';
import { findingList } from '../../../core/observe/finding-list.ts';

const FUNCTION = 'AWS::Lambda::Function';
const at = (minute: number) => new Date(Date.UTC(2026, 2, 10, 2, minute)).toISOString();
const INCIDENT: Incident = {
  window: { from: at(60), to: at(74) },
  baseline: { from: at(0), to: at(60) },
  targets: [{ type: FUNCTION, id: 'checkout' }],
  rung: 'dimensions',
  alarms: [
    {
      arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a',
      name: 'a',
      account: '111122223333',
      region: 'eu-west-1',
      state: 'ALARM',
      at: at(72),
      shape: 'metric',
      firstEvaluation: false,
      metrics: [],
      children: [],
      tags: {},
    },
  ],
};

type Reference = { name: string; type: string; id: string; account?: string; region?: string };

const piece = (
  n: number,
  capability: string,
  args: Evidence['args'],
  answer: Evidence['answer'],
): Evidence => ({
  id: `E${n}`,
  capability,
  server: 's',
  calls: [],
  args,
  answer,
  completeUntil: at(74),
});

/** The settings of a function, as far as they refer to others. */
const config = (n: number, of: string, ...refersTo: Reference[]) =>
  piece(
    n,
    'function.config',
    { function: of },
    {
      lastModified: at(-600),
      timeoutSeconds: 3,
      memoryMb: 128,
      codeSha256: 'x',
      layers: [],
      environment: { names: [], readable: true },
      logGroup: `/aws/lambda/${of}`,
      refersTo,
      warnings: [],
    },
  );

/** The errors of a function, a minute each: none before, and these from minute 66 on. */
const errors = (n: number, of: string, each: number) => {
  const series = [
    { id: 'errors', namespace: 'AWS/Lambda', name: 'Errors', stat: 'Sum', dimensions: { FunctionName: of } },
  ];
  const range = { from: at(0), to: at(74), periodSeconds: 60, expressions: [] };
  const points = Array.from({ length: 74 }, (_, minute) => ({ t: at(minute), v: minute < 66 ? 0 : each }));
  return piece(n, 'metrics.range', { ...range, series }, { series: { errors: points }, warnings: [] });
};

const calls = (name: string, id: string): Reference => ({ name, type: FUNCTION, id });
const walked = (...evidence: Evidence[]) =>
  subjectsOf(INCIDENT, indexEvidence(evidence)).all.map(({ entity, part }) => `${part} ${entity.id}`);

describe('the walk from what the incident is about', () => {
  it('goes on from what is in trouble, and not from what is well', () => {
    const evidence = [
      config(1, 'checkout', calls('PRICING', 'pricing')),
      config(2, 'pricing', calls('DISCOUNTS', 'discounts')),
    ];
    expect(walked(...evidence, errors(3, 'pricing', 9))).toEqual([
      'target checkout',
      'related pricing',
      'related discounts',
    ]);
    expect(walked(...evidence, errors(3, 'pricing', 0))).toEqual(['target checkout', 'related pricing']);
  });

  it('comes to everything once, and ends, where functions call each other in a circle', () => {
    const evidence = [
      config(1, 'checkout', calls('PRICING', 'pricing')),
      config(2, 'pricing', calls('CHECKOUT', 'checkout')),
      errors(3, 'pricing', 9),
    ];
    expect(walked(...evidence)).toEqual(['target checkout', 'related pricing']);
  });

  it('leaves out what is of another account or region, whatever has its name here', () => {
    const named = { name: 'PRICING', type: FUNCTION, id: 'pricing' };
    expect(walked(config(1, 'checkout', { ...named, account: '444455556666' }))).toEqual(['target checkout']);
    expect(walked(config(1, 'checkout', { ...named, region: 'us-east-1' }))).toEqual(['target checkout']);
    expect(walked(config(1, 'checkout', named))).toEqual(['target checkout', 'related pricing']);
  });
});

describe('a relation', () => {
  it('that a setting makes is proven by that setting', () => {
    const evidence = [config(1, 'checkout', calls('PRICING', 'pricing'))];
    const target = { type: FUNCTION, account: '111122223333', region: 'eu-west-1', id: 'checkout' };
    const [relation] = relationsOf(target, INCIDENT, indexEvidence(evidence));
    expect(relation?.prove?.(findingList(evidence))).toMatchObject({
      kind: 'refers-to',
      text: 'The setting PRICING of checkout names function pricing.',
      evidence: ['E1'],
    });
  });
});
