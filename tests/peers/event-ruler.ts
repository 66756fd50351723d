/**
 * Asks Event Ruler, the matcher that AWS publishes, and our own matcher which of the two rules take which events, and
 * compares both with the expected answers. `npm run test:ruler`; ends with 1 if any of them differ. Skipped where there
 * is no JDK or no Maven, or where Maven can't get the library.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { matchesPattern } from '../../adapters/workflow/event-pattern.ts';
import { Json } from '../../core/canonical.ts';
import { EVENTS } from './event-ruler/events.ts';
import { VERSION, installEventRuler } from './event-ruler/install.ts';

const RUN_TIMEOUT_MS = 60_000;

/** What Matcher.java answers to a rule, and to an event. */
const Added = z.strictObject({ refused: z.string().optional() });
const Taken = z.strictObject({ machine: z.array(z.string()), alone: z.array(z.string()) });

const WILDCARD = 'a wildcard under anything-but';
const NONSENSE = 'an operator that does not exist';
const read = (path: string) => Json.parse(JSON.parse(readFileSync(path, 'utf8')));
const RULES = new Map<string, Json>([
  ['alarm', read('rules/alarm.json')],
  ['ok', read('rules/ok.json')],
  // Both rules lean on it, and nothing else here has more than one star.
  [WILDCARD, { fruit: [{ 'anything-but': { wildcard: 'a*b*c' } }] }],
  // Has to be refused: if it were not, it would mean nothing that the others are accepted.
  [NONSENSE, { fruit: [{ 'anything-but': { nonsense: ['a', 'b'] } }] }],
]);

/** An event, with the answers expected of rules. */
type Case = [name: string, event: Json, expected: Record<string, boolean>];
const CASES: readonly Case[] = [
  ...EVENTS.map(([name, event, alarm, ok]): Case => [name, event, { alarm, ok }]),
  ...['abc', 'a-b-c', 'acbc', 'aabbcc'].map((fruit): Case => [fruit, { fruit }, { [WILDCARD]: false }]),
  ...['ac', 'ab', 'acb', 'bc', 'abcd', ''].map((fruit): Case => [
    `"${fruit}"`,
    { fruit },
    { [WILDCARD]: true },
  ]),
];

const say = (line: string) => process.stdout.write(`${line}\n`);

const installed = installEventRuler();
if ('skipped' in installed) say(`Event Ruler: skipped: ${installed.skipped}`);
else process.exitCode = compareWith(installed.classPath);

function compareWith(classPath: string): number {
  const rules = [...RULES].map(([rule, pattern]) => ({ rule, pattern: JSON.stringify(pattern) }));
  const events = CASES.map(([, event]) => ({ event: JSON.stringify(event) }));
  const answers = answersOf(classPath, [...rules, ...events]);
  let disagreements = 0;
  const verdict = (what: string, expected: boolean, said: Record<string, boolean>) => {
    const others = Object.keys(said).filter((who) => said[who] !== expected);
    if (others.length > 0) disagreements++;
    const but = others.length > 0 ? `, BUT NOT SO: ${others.join(', ')}` : '';
    return `${what}: ${expected ? 'yes' : 'no'}${but}`;
  };

  for (const { rule } of rules) {
    const { refused } = Added.parse(answers.shift());
    const line = verdict('accepted', rule !== NONSENSE, { 'Event Ruler': refused === undefined });
    say(`the pattern ${rule} | ${line}${refused === undefined ? '' : ` (${refused.split('\n')[0]})`}`);
  }
  for (const [name, event, expected] of CASES) {
    const { machine, alone } = Taken.parse(answers.shift());
    const cells = Object.entries(expected).map(([rule, takes]) =>
      verdict(rule, takes, {
        'our matcher': matchesPattern(RULES.get(rule) ?? {}, event),
        'Event Ruler': machine.includes(rule),
        'Event Ruler with this rule alone': alone.includes(rule),
      }),
    );
    say([name, ...cells].join(' | '));
  }
  say(`Event Ruler ${VERSION}: ${CASES.length} events, ${disagreements} disagreements`);
  return disagreements === 0 ? 0 : 1;
}

function answersOf(classPath: string, lines: readonly Record<string, string>[]): unknown[] {
  const program = join(import.meta.dirname, 'event-ruler', 'Matcher.java');
  const { status, stdout, stderr, error } = spawnSync('java', ['-cp', classPath, program], {
    encoding: 'utf8',
    input: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    timeout: RUN_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`Matcher.java: ${error?.message ?? stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}
