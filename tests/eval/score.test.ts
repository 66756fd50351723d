import { describe, expect, it } from '@jest/globals';
import { isRightGuess } from '../../eval/baselines.ts';
import { isAccepted, scoreVerdict } from '../../eval/score.ts';
import { Truth } from '../../simulator/language/truth.ts';
import type { Verdict } from '../../core/verdict.ts';

const truth = (resource: string) =>
  Truth.parse({ cause: { kind: 'configuration-change', resource }, onset: '96m' });
const DATABASE = 'AWS::RDS::DBInstance';
const FUNCTION = 'AWS::Lambda::Function';
const answer = (type: string) => ({ kind: 'configuration-change', resource: 'bookings', type });

function verdict(type: string): Verdict {
  const hypothesis = {
    id: 'H1',
    kind: 'configuration-change' as const,
    resource: { type, id: 'bookings' },
    claim: '',
    score: 0.9,
    band: 'high' as const,
    signs: [],
    nextSteps: [],
  };
  const key = { abstained: false, top: null, band: 'high' as const };
  return { v: 3, k: 1, round: 1, abstention: null, hypotheses: [hypothesis], findings: [], key };
}

describe('a score', () => {
  it('does not take a function for the database of the same name', () => {
    const typed = truth(`${DATABASE} bookings`);
    expect(isAccepted(answer(DATABASE), typed)).toBe(true);
    expect(isAccepted(answer(FUNCTION), typed)).toBe(false);
    expect(scoreVerdict(verdict(DATABASE), typed)).toMatchObject({ right: true, rank: 1 });
    expect(scoreVerdict(verdict(FUNCTION), typed)).toMatchObject({
      right: false,
      rightResource: false,
      rank: null,
      confidentlyWrong: true,
    });
    expect(isRightGuess(answer(FUNCTION), typed)).toBe(false);
  });

  it('knows a resource by its ARN', () => {
    const topic = truth('arn:aws:sns:eu-west-1:111122223333:news');
    const named = { kind: 'configuration-change', resource: 'news' };
    expect(isAccepted({ ...named, type: 'AWS::SNS::Topic' }, topic)).toBe(true);
    expect(isAccepted({ ...named, type: FUNCTION }, topic)).toBe(false);
  });

  it('compares the name alone where the truth says no type', () => {
    expect(isAccepted(answer(FUNCTION), truth('bookings'))).toBe(true);
    expect(isAccepted(answer(FUNCTION), truth('orders'))).toBe(false);
  });
});
