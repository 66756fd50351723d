import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../../core/verdict.ts';
import { statementsOf } from '../../../core/report/wording/statements.ts';

const LONG = `The incident is about ${'function checkout-api, '.repeat(30)}which is what was asked about.`;

const verdict: Verdict = {
  v: 3,
  k: 1,
  round: 1,
  abstention: { code: 'no-shift', text: 'Nothing moved.', findings: ['F1', 'F2', 'F3', 'F4', 'F5'] },
  hypotheses: [],
  findings: [
    'Errors rose from 0 to 13.',
    LONG,
    'It is throttled since 03:08:00.',
    'These lines come from versions 1, 2.',
    'It-service was last modified at 03:05:00.',
  ].map((text, i) => ({
    id: `F${i + 1}`,
    kind: 'impact',
    data: {},
    text,
    evidence: [],
    predicate: { op: 'all', of: [] },
  })),
  key: { abstained: true, top: null, band: 'low' },
};

describe('what a model is given to say', () => {
  it('is whole findings that say the same wherever they stand', () => {
    expect(statementsOf(verdict).statements).toEqual([
      { id: 'F1', text: 'Errors rose from 0 to 13.' },
      { id: 'F5', text: 'It-service was last modified at 03:05:00.' },
    ]);
  });
});
