import { describe, expect, it } from '@jest/globals';
import { readScenario } from '../../../simulator/language/load.ts';

const BASE = `v: 1
id: base
title: A base
start: 2026-03-10T01:30:00Z
minutes: 140
alarms: [{ name: a, metric: { namespace: A, name: b }, threshold: 1 }]
truth: { nothingWrong: true }
`;

/** `line path: message` of everything that is wrong with a text. */
function said(text: string): string[] {
  const read = readScenario(text);
  return 'problems' in read
    ? read.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`)
    : [];
}
const withMore = (yaml: string) => said(`${BASE}${yaml}\n`);

describe('the messages of the scenario language', () => {
  it('are none for a sound file', () => expect(said(BASE)).toEqual([]));

  it.each<[string, string, unknown[]]>([
    [
      'a misspelt key that is needed is said once, as misspelt',
      'trail: [{ at: 3m, nmae: X, source: y, by: A/b }]',
      ['8 trail.0.nmae: there is no key nmae here; did you mean name?'],
    ],
    [
      'a key that resembles none lists those there are',
      'lag: { tracing: [1, 2] }',
      ['8 lag.tracing: there is no key tracing here; there are metrics, logs, cloudtrail'],
    ],
    [
      'a needed key that is missing has an example',
      'trail: [{ at: 3m, name: X, by: A/b }]',
      ['8 trail.0.source: the key source is missing, for example `source: dynamodb.amazonaws.com`'],
    ],
    [
      'a value of no alternative’s type names the types',
      'functions: { f: { perMinute: fast } }',
      ['8 functions.f.perMinute: expected a number or a mapping (keys with values), got the text "fast"'],
    ],
    [
      'of alternatives the nearest speaks',
      'functions: { f: { perMinute: { base: 3, steps: [{ at: 5, times: 2 }] } } }',
      ['8 functions.f.perMinute.steps.0.at: expected text, got the number 5; it looks like 95m'],
    ],
    [
      'an identity that is none says what one looks like',
      'trail: [{ at: 3m, name: X, source: y, by: alice }]',
      [
        '8 trail.0.by: an assumed role looks like Role/session, a user like { user: alice }, got the text "alice"',
      ],
    ],
    ['a key without a value got nothing', 'region:', ['8 region: expected text, got nothing']],
    [
      'an entry without a macro lists them, one with two names both',
      'functions: { f: {} }\ntimeline:\n  - at: 95m\n  - { at: 96m, burst: { function: f, share: 1, type: E }, traffic: { to: f, times: 2 } }',
      [
        expect.stringMatching(/^10 timeline\.0: give one of deploy, .* and burst$/),
        '11 timeline.1: give only one of traffic and burst',
      ],
    ],
    [
      'a name that can’t be one',
      'tables: { "my table": {} }',
      ['8 tables.my table: a name has letters, digits, _ . and - only, got the text "my table"'],
    ],
    [
      'a fraction where a whole number belongs',
      'seed: 1.5',
      ['8 seed: expected a whole number, got the number 1.5'],
    ],
    ['a list that is too short', 'lag: { logs: [5] }', ['8 lag.logs: expected at least 2 items, got a list']],
    [
      'a tag of CloudFormation',
      'region: !Ref Region',
      ['8 : tags (!...) mean nothing here: remove it, or put the text in quotes'],
    ],
    ['an alias of nothing', 'region: *home', [expect.stringContaining('home')]],
  ])('%s', (_name, yaml, messages) => expect(withMore(yaml)).toEqual(messages));

  it.each<[string, string, unknown[]]>([
    ['an empty file', '', ['1 : the file is empty']],
    ['a list', '- a\n', ['1 : expected a mapping (keys with values), got a list']],
    [
      'two documents',
      `${BASE}---\n${BASE}`,
      ['8 : a second document begins here (---): one scenario a file'],
    ],
  ])('%s', (_name, text, messages) => expect(said(text)).toEqual(messages));

  it('come in the order of the file, each with its line', () => {
    const text = BASE.replace('minutes: 140', 'minutes: long').replace('threshold: 1', 'threshold: high');
    expect(said(text).map((line) => line.slice(0, 1))).toEqual(['5', '6']);
  });
});
