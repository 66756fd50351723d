/**
 * How much of what log lines say is read: whether a line tells of a failure at all, its level, the class of the deepest cause,
 * the failure mode, and the host, action and service that it names. Baseline: each line with an error's word in it is an
 * error of the code's own.
 *
 * Method: the tables in tests/fixtures/log-lines, which were written without sight of the code. `first-half` is to learn
 * from, `second-half` to measure on. `--wrong` lists what is read wrongly in the first half.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { readLine } from '../core/logs/read-line.ts';

const Line = z.object({
  id: z.string(),
  runtime: z.string(),
  message: z.string(),
  level: z.string(),
  class: z.string().nullable(),
  mode: z.string().nullable(),
  host: z.string().nullable(),
  action: z.string().nullable(),
  service: z.string().nullable(),
  callee: z.boolean(),
});
type Line = z.infer<typeof Line>;
type Reading = Pick<Line, 'level' | 'class' | 'mode' | 'host' | 'action' | 'service' | 'callee'>;

function ours({ message }: Line): Reading {
  const read = readLine(message);
  return {
    level: read.level === undefined ? 'none' : read.level.replace('debug', 'info'),
    class: read.errorClass ?? null,
    mode: read.isError ? read.mode : null,
    host: read.host ?? null,
    action: read.action ?? null,
    service: read.service?.split('.')[0] ?? null,
    callee: read.callee === true,
  };
}

const ERROR_WORD =
  /error|exception|fatal|fail|timed out|timeout|denied|throttl|refused|exceeded|out of memory|killed/i;
const baseline = ({ message }: Line): Reading => ({
  level: ERROR_WORD.test(message) ? 'error' : 'none',
  class: null,
  mode: ERROR_WORD.test(message) ? 'own-error' : null,
  host: null,
  action: null,
  service: null,
  callee: false,
});

interface Score {
  what: string;
  /** The lines that have it. */
  of: (line: Line) => boolean;
  right: (line: Line, read: Reading) => boolean;
}
const same = (key: keyof Reading) => (line: Line, read: Reading) => read[key] === line[key];
const SCORES: readonly Score[] = [
  {
    what: 'error or not',
    of: () => true,
    right: (line, read) => (read.mode === null) === (line.mode === null),
  },
  { what: 'level', of: () => true, right: same('level') },
  { what: 'mode of errors', of: ({ mode }) => mode !== null, right: same('mode') },
  { what: 'class', of: (line) => line.class !== null && line.mode !== null, right: same('class') },
  { what: 'host', of: ({ host }) => host !== null, right: same('host') },
  { what: 'no host', of: ({ host, mode }) => host === null && mode !== null, right: same('host') },
  { what: 'action', of: ({ action }) => action !== null, right: same('action') },
  { what: 'service', of: ({ service }) => service !== null, right: same('service') },
  { what: 'callee', of: ({ callee }) => callee, right: same('callee') },
  { what: 'no callee', of: ({ callee, mode }) => !callee && mode !== null, right: same('callee') },
];

const { values } = parseArgs({ options: { wrong: { type: 'boolean', default: false } } });
process.stdout.write(`| half | reader | ${SCORES.map(({ what }) => what).join(' | ')} |\n`);
process.stdout.write(`| --- | --- | ${SCORES.map(() => '---').join(' | ')} |\n`);
for (const half of ['first-half', 'second-half']) {
  const table: unknown = JSON.parse(readFileSync(`tests/fixtures/log-lines/${half}.json`, 'utf8'));
  const lines = z.array(Line).parse(table);
  for (const [name, read] of [
    ['ours', ours],
    ['baseline', baseline],
  ] as const) {
    const cells = SCORES.map(({ of, right }) => {
      const some = lines.filter(of);
      const share = some.filter((line) => right(line, read(line))).length / some.length;
      return `${Math.round(100 * share)} % of ${some.length}`;
    });
    process.stdout.write(`| ${half} | ${name} | ${cells.join(' | ')} |\n`);
  }
  if (!values.wrong || half !== 'first-half') continue;
  for (const line of lines) {
    const read = ours(line);
    const wrong = SCORES.filter(({ of, right }) => of(line) && !right(line, read)).map(({ what }) => what);
    if (wrong.length > 0) process.stdout.write(`${line.id}: ${wrong.join(', ')}: ${JSON.stringify(read)}\n`);
  }
}
