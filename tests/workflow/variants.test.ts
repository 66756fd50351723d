import { describe, expect, it } from '@jest/globals';
import { type RunOptions, investigate } from '../harness/simulated-run.ts';

const DAY = 86_400_000;
const VARIANTS: [string, NonNullable<RunOptions['variant']>][] = [
  ...[11, 12, 13, 14, 15].map((seed): [string, { seed: number }] => [`seed ${seed}`, { seed }]),
  ['all names changed', { prefix: 'acme-prod_' }],
  ['a week later', { shiftMs: 7 * DAY }],
  ['a year later', { shiftMs: 365 * DAY }],
  ['half as strong', { amplitude: 0.5 }],
  ['twice as strong', { amplitude: 2 }],
];

describe.each(VARIANTS)('with %s', (_name, variant) => {
  it('the bad deployment is named', () =>
    investigate({ scenario: 'bad-deploy', variant }, ({ verdict }) => {
      expect(verdict.abstention).toBeNull();
      const prefix = variant.prefix ?? '';
      expect(verdict.key.top).toMatchObject({
        kind: 'deployment',
        resource: `AWS::Lambda::Function ${prefix}checkout-api`,
        trigger: `deployment of ${prefix}checkout-api`,
      });
    }));

  it('the harmless one is not', () =>
    investigate({ scenario: 'flapped-alarm', variant }, ({ verdict }) => {
      expect(verdict.abstention).not.toBeNull();
    }));
});
