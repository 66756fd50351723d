import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../../core/analysis/facts.ts';
import { rank } from '../../../core/analysis/rank.ts';
import type { Finding } from '../../../core/proof/predicate.ts';

const TARGET = { type: 'AWS::Lambda::Function', id: 'checkout' };
const finding = (id: string, kind = 'x'): Finding => ({
  id,
  kind,
  text: `${kind}.`,
  evidence: [],
  predicate: { op: 'all', of: [] },
});
const at = (time: string) => `2026-03-10T03:${time}.000Z`;

const shift = {
  finding: finding('F2', 'shift'),
  onset: { from: at('09:00'), to: at('10:00') },
  until: at('12:00'),
};
const error = {
  finding: finding('F3'),
  began: at('09:17'),
  versions: ['42'],
};

function facts(parts: Partial<Facts>): Facts {
  return {
    target: TARGET,
    alarm: { finding: finding('F1'), at: at('12:11') },
    metrics: { shift },
    changes: [],
    gaps: [],
    incident: {
      window: { from: at('00:00'), to: at('12:14') },
      baseline: { from: '2026-03-10T02:00:00.000Z', to: at('00:00') },
      targets: [TARGET],
      alarms: [
        {
          arn: 'arn',
          name: 'alarm',
          account: '111122223333',
          region: 'eu-west-1',
          state: 'ALARM',
          at: at('12:11'),
          metrics: [],
          computed: false,
        },
      ],
    },
    ...parts,
  };
}

const deployment = {
  kind: 'deployment' as const,
  resource: TARGET,
  at: at('08:19'),
  findings: [finding('F5')],
  aliases: [{ name: 'live', finding: finding('F6') }],
  version: '42',
  previous: { version: '41', finding: finding('F5') },
};
const changes = (change: object) => ({ changes: [{ ...deployment, ...change }] });
const versioned = (versions: string[]) => ({
  logs: {
    newErrors: [{ ...error, versions, versionFinding: finding('F4') }],
    knownErrors: [],
    partial: false,
  },
});
const top = (parts: Partial<Facts>) => rank(facts(parts))[0];

describe('the rules', () => {
  it('name a deployment whose new version alone logs a new error', () => {
    expect(top({ ...changes({}), ...versioned(['42']) })).toMatchObject({
      kind: 'deployment',
      band: 'high',
      score: 1,
    });
  });

  it('doubt a deployment if the version before it logs the error too', () => {
    expect(top({ ...changes({}), ...versioned(['41', '42']) })?.score).toBeLessThan(0.6);
  });

  it('doubt a deployment that merely came before, if the logs can’t be read', () => {
    expect(top(changes({}))).toMatchObject({ kind: 'deployment', score: 0.4, band: 'low' });
  });

  it('rule a deployment out if only known errors are logged', () => {
    expect(
      top({ ...changes({}), logs: { newErrors: [], knownErrors: [error], partial: false } })?.score,
    ).toBeLessThan(0.3);
  });

  it('do not consider a change after the onset', () => {
    const kinds = rank(facts({ ...changes({ at: at('10:30') }), ...versioned(['42']) })).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['application-error']);
  });

  it('name a change of settings without new code', () => {
    expect(top({ ...changes({ kind: 'configuration' }), ...versioned(['$LATEST']) })).toMatchObject({
      kind: 'configuration-change',
      score: 1,
    });
  });

  it('name throttling at the reserved limit', () => {
    const throttles = finding('F7');
    expect(top({ metrics: { shift, throttles, concurrencyAtLimit: finding('F8') } })).toMatchObject({
      kind: 'throttling',
      score: 0.8,
    });
  });

  it('never name a change as the cause of which no source tells what was changed', () => {
    expect(top({ ...changes({ kind: 'modification' }), ...versioned(['$LATEST']) })).toMatchObject({
      kind: 'modification',
      band: 'low',
    });
  });

  it('do not hold unread log lines against a deployment', () => {
    const logs = { newErrors: [], knownErrors: [error], partial: true };
    expect(top({ ...changes({}), logs })).toMatchObject({ kind: 'deployment', score: 0.4 });
  });

  it('never name an error without a trigger as the cause', () => {
    expect(top(versioned(['42']))).toMatchObject({ kind: 'application-error', band: 'low' });
  });

  it('put no name into a command that a shell would read otherwise', () => {
    const steps = top({
      ...changes({ aliases: [{ name: 'live; rm -rf x', finding: finding('F6') }] }),
      ...versioned(['42']),
    });
    expect(steps?.nextSteps[0]).not.toHaveProperty('command');
  });
});
