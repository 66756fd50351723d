import { describe, expect, it } from '@jest/globals';
import { ownTransitions } from '../../../simulator/alarms/evaluate.ts';

describe('an alarm over many series', () => {
  it('is in ALARM while any of them is', () => {
    const of = (t: number, contributor: string, state: 'OK' | 'ALARM') => ({ t, contributor, state });
    const changes = [of(1, 'a', 'ALARM'), of(2, 'b', 'ALARM'), of(3, 'a', 'OK'), of(4, 'b', 'OK')];
    expect(ownTransitions(changes)).toEqual([
      { t: 1, state: 'ALARM' },
      { t: 4, state: 'OK' },
    ]);
  });

  it('leaves the changes of any other alarm as they are', () => {
    const changes = [
      { t: 1, state: 'ALARM' as const },
      { t: 2, state: 'OK' as const },
    ];
    expect(ownTransitions(changes)).toEqual(changes);
  });
});
