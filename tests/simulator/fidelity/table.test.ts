import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../../../adapters/package-files.ts';
import { awsServices } from '../../../simulator/services/services.ts';

/** Titles of the tests in this folder, by file. */
const TITLES = globSync(packageFile('tests/simulator/fidelity/*.test.ts')).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/\bit(?:\.each\([\s\S]*?\))?\(\s*'((?:[^'\\]|\\.)+)',/g)].map(
    ([, title = '']) => ({ file: basename(file), title }),
  ),
);

/** Rows of the tables whose last column is a test. */
const ROWS = readFileSync(packageFile('docs/simulator-fidelity.md'), 'utf8')
  .split('\n')
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .filter((cells) => cells.length === 7 && !/^(?:Operation|Request|-*)$/.test(cells[1] ?? ''))
  .filter((cells) => !/^\w+ [A-Z]\w+(?:: .*)?$/.test(cells[1] ?? ''))
  .map(([, operation = '', aws = '', simulator = '', source = '', test = '']) => ({
    operation,
    cells: [aws, simulator, source],
    test,
  }));

/** For clients other than the servers here, or for tools that the servers do not have yet: to be taken out once sent. */
const NOT_SENT = ['DescribeQueryDefinitions', 'ListLogAnomalyDetectors', 'ListProvisionedConcurrencyConfigs'];

const SIMULATED = awsServices().flatMap(({ operations }) => Object.keys(operations));

describe('docs/simulator-fidelity.md', () => {
  it('names a test that exists, and only one of that name, in every row', () => {
    expect(ROWS.length).toBeGreaterThan(80);
    for (const { test, cells } of ROWS) {
      expect(TITLES.filter(({ title }) => title === test).map(({ title }) => title)).toEqual([test]);
      expect(cells).not.toContain('');
    }
  });

  it('has a row for every operation that is simulated, and for no other', () => {
    const told = new Set(ROWS.map(({ operation }) => operation));
    told.delete('every operation');
    expect([...told].sort()).toEqual([...new Set(SIMULATED)].sort());
  });

  it('has a row for every test of a behaviour', () => {
    const told = new Set(ROWS.map(({ test }) => test));
    const others = ['validate.test.ts', 'table.test.ts'];
    const missing = TITLES.filter(({ file, title }) => !others.includes(file) && !told.has(title));
    expect(missing.map(({ title }) => title)).toEqual([
      'has cases for every operation that is simulated, and for no other',
    ]);
  });
});

describe('the MCP servers', () => {
  it('send only operations that are simulated', () => {
    const sent = globSync(packageFile('mcp/servers/{cloudwatch,lambda,cloudformation}/*.ts')).flatMap(
      (file) =>
        [
          ...readFileSync(file, 'utf8').matchAll(/import (?:type )?\{([^}]+)\} from '@aws-sdk\/client-/g),
        ].flatMap(([, names = '']) =>
          [...names.matchAll(/\b(?:([A-Z]\w+)Command|paginate([A-Z]\w+))\b/g)].map(
            ([, command, paginated]) => command ?? paginated ?? '',
          ),
        ),
    );
    expect(new Set(sent).size).toBeGreaterThan(15);
    expect([...new Set(sent)].filter((operation) => !SIMULATED.includes(operation))).toEqual([]);
    // What is simulated and never sent would be a burden without use.
    expect(SIMULATED.filter((operation) => !sent.includes(operation)).sort()).toEqual(NOT_SENT.toSorted());
  });
});
