import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../../../adapters/package-files.ts';
import { readScenario } from '../../../simulator/language/load.ts';

const FOLDER = packageFile('tests/fixtures/broken-scenarios');

/** Each file has one mistake: where it is, and what is said of it. */
const MISTAKES: [file: string, line: number, path: string, message: string][] = [
  [
    'account-as-number',
    7,
    'account',
    "expected text, got the number 111122223333; put it in quotes: '111122223333'",
  ],
  ['alias-without-version', 10, 'functions.orders-api.alias', 'give `version` too'],
  ['bad-offset', 14, 'timeline.0.at', 'a time looks like 95m, 30s, 1h30m or -60d, got the text "5min"'],
  ['call-cycle', 12, 'functions.orders-api.uses', 'orders-api calls itself through others'],
  ['cause-kind-unknown', 24, 'truth.cause.kind', 'got the text "deploy"; did you mean deployment?'],
  ['cause-without-mechanism', 24, 'truth.cause.mechanism', 'a cause of kind other needs a mechanism'],
  ['colon-in-text', 4, '', 'put it in quotes'],
  ['composite-unknown-alarm', 23, 'alarms.1.composite.rule', 'there is no alarm deploying'],
  ['duplicate-alarm', 22, 'alarms.1.name', 'there are two alarms orders-errors'],
  ['duplicate-key', 7, '', 'the key title is here twice'],
  ['fault-after-end', 14, 'timeline.0.at', 'it must lie between the start and 140m'],
  ['fault-before-start', 14, 'timeline.0.at', 'it must lie between the start and 140m'],
  ['filter-twice', 18, 'metricFilters.1', 'Shop Full {} is written twice: also by metricFilters.0'],
  ['math-typo', 21, 'alarms.0.math.expression', 'there is no metric erors'],
  ['merge-key', 12, '', 'merge keys (<<) are not of this language'],
  ['minutes-too-few', 6, 'minutes', 'it must be at least 90, got the number 60'],
  ['missing-truth', 2, 'truth', 'the key truth is missing, for example `truth: { nothingWrong: true }`'],
  [
    'nested-shape-typo',
    10,
    'functions.orders-api.perMinute.step',
    'there is no key step here; did you mean steps?',
  ],
  ['poison-source-unknown', 16, 'timeline.0.poison.source', 'there is no queue or stream orders-api'],
  [
    'resource-is-macro',
    17,
    'resources.orders',
    'tables.orders is the same AWS::DynamoDB::Table: leave one of them out',
  ],
  [
    'series-twice',
    14,
    'series.1',
    'AWS/AppSync Latency {"GraphQLAPIId":"orders"} is written twice: also by series.0',
  ],
  ['share-above-one', 16, 'timeline.0.burst.share', 'it must be at most 1, got the number 40'],
  [
    'stat-unknown',
    10,
    'alarms.0.metric.stat',
    'a statistic is Sum, Average, Minimum, Maximum, SampleCount or a percentile like p99 or p99.9, got the text "p99.5x"',
  ],
  ['tab-indentation', 11, '', 'a tab can’t indent in YAML: use spaces'],
  ['threshold-missing', 19, 'alarms.0.threshold', 'a metric, math or insights alarm needs a threshold'],
  ['two-alarm-shapes', 19, 'alarms.0', 'give only one of metric and composite'],
  ['unit-unknown', 12, 'series.0.unit', 'got the text "Millisecond"; did you mean Milliseconds?'],
  [
    'unknown-function',
    16,
    'timeline.0.burst.function',
    'there is no function order-api; there are orders-api',
  ],
  ['unknown-key', 11, 'functions.orders-api.durationMS', 'did you mean durationMs?'],
  ['wrong-type', 21, 'alarms.0.threshold', 'expected a number, got the text "5"; leave the quotes out'],
];

describe('a scenario with a mistake', () => {
  it.each(MISTAKES)('%s: line %i', async (file, line, path, message) => {
    const read = readScenario(await readFile(`${FOLDER}/${file}.yaml`, 'utf8'));
    expect(read).toEqual({
      problems: [expect.objectContaining({ line, path, message: expect.stringContaining(message) })],
    });
  });

  it('is in the table, whichever it is', async () => {
    expect((await readdir(FOLDER)).toSorted()).toEqual(MISTAKES.map(([file]) => `${file}.yaml`));
  });
});
