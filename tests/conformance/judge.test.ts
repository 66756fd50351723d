import { describe, expect, it } from '@jest/globals';
import { parseBaseline } from './baseline.ts';
import { type Outcome, judge } from './judge.ts';

const passed: Outcome = { details: {} };
const failed: Outcome = { failed: 'because', details: {} };

describe('judging a run of the suite', () => {
  it('expects what the baseline names to fail, and all else to pass', () => {
    const outcomes = new Map([
      ['ping', passed],
      ['prompts-list', failed],
    ]);
    const baseline = new Map([['prompts-list', 'prompts']]);
    expect(judge(['ping', 'prompts-list'], outcomes, baseline)).toEqual({
      passed: ['ping'],
      expected: [{ scenario: 'prompts-list', reason: 'prompts' }],
      wrong: [],
    });
  });

  it.each<[string, Outcome | undefined, string[], string]>([
    ['a failure that is not expected', failed, [], 'ping fails: because'],
    ['an expected failure that passes', passed, ['ping'], 'ping passes, and is still in the baseline (why)'],
    ['what was not run', undefined, [], 'ping fails: it was not run'],
    ['what was not run, though it would have failed', undefined, ['ping'], 'ping fails: it was not run'],
  ])('finds %s', (_what, outcome, expected, wrong) => {
    const outcomes = new Map(outcome === undefined ? [] : [['ping', outcome]]);
    const baseline = new Map(expected.map((scenario) => [scenario, 'why']));
    expect(judge(['ping'], outcomes, baseline)).toEqual({ passed: [], expected: [], wrong: [wrong] });
  });

  it('finds names in the baseline that the suite does not have', () => {
    expect(judge([], new Map(), new Map([['pong', 'why']])).wrong).toEqual([
      'the suite has no pong: it is in the baseline',
    ]);
  });
});

describe('a baseline', () => {
  it('tells the reason behind each scenario', () => {
    const text = '# Said of all.\nserver:\n  - ping # no pings\n  - a/b # neither this\n';
    expect([...parseBaseline(text, 'server', 'x.yml')]).toEqual([
      ['ping', 'no pings'],
      ['a/b', 'neither this'],
    ]);
  });

  it('takes no scenario without a reason', () => {
    expect(() => parseBaseline('client:\n  - ping\n', 'client', 'x.yml')).toThrow(
      'x.yml: ping has no reason behind it',
    );
  });

  it('has the list that is asked for', () => {
    expect(() => parseBaseline('server: []\n', 'client', 'x.yml')).toThrow('x.yml has no list client');
  });
});
