import { createInterface } from 'node:readline/promises';
import { priceCeiling } from '../../core/report/price.ts';
import { type Sources, linesOf, sayBill, totalOf } from './bill.ts';
import { removeLater } from './interrupt.ts';
import type { Names } from './names.ts';
import { type Options, badUsage } from './options.ts';
import type { Place } from './place.ts';
import { say } from './say.ts';
import { MAX_ROUNDS } from './traffic.ts';
import type { Usage } from './usage.ts';

/** The casefile.yml that is deployed leaves the budget as it is by default. */
const BUDGET = { deadlineMs: 60_000, calls: 80 };
/** Three faults, and one alarm more that nobody has caused. */
const INVESTIGATIONS = 4;
export const ALARMS = 8;

/** The most that it can use: every bound reached. */
const AT_MOST: Usage = {
  hours: 3,
  // Of the application two, and one more for a batch of messages; of an investigation up to 40, of a second each.
  lambda: {
    invocations: 3 * MAX_ROUNDS + 40 * INVESTIGATIONS,
    gbSeconds: 3 * MAX_ROUNDS * 0.1 + 40 * INVESTIGATIONS * 5,
  },
  logBytes: 3 * MAX_ROUNDS * 2_000,
  transitions: INVESTIGATIONS * 80,
  questions: INVESTIGATIONS * priceCeiling({ budget: BUDGET }),
  s3: { puts: INVESTIGATIONS * 300, gets: INVESTIGATIONS * 3_000 },
  alarms: ALARMS,
  sqsRequests: 20_000,
  tableUnits: 1,
};
const BOUNDS: Sources = {
  lambda: 'the most orders that are placed, 40 invocations an investigation',
  transitions: '80 an investigation',
  questions: 'the ceiling that core/report/price.ts gives for the default budget',
  logs: '2 kB an invocation',
  s3: '300 records an investigation',
  other: 'three hours at most',
};

/** Says what it will do and cost, and asks. @throws CasefileError `BadUsage` if it may not begin */
export async function confirmPlan(place: Place, names: Names, options: Options): Promise<void> {
  const { application, casefile } = names;
  say(`Where: ${place.title}`);
  say(
    `What:  stack ${casefile} by serverless deploy: 11 functions, a state machine, 3 rules, 2 topics, a queue, 4 alarms,`,
  );
  say(`       a bucket, roles and log groups; it takes alarms whose names begin with ${application}- only`);
  say(
    `       stack ${application}: 3 functions, a table (1 read and 1 write unit), 2 queues, 4 alarms, roles, log groups`,
  );
  say(
    `       traffic of 12 orders a minute for at most ${MAX_ROUNDS} orders; three faults in ${application}, one after another`,
  );
  if (place.emulator) return;
  say(
    `How long: about ${options.warmUp} min to warm up and 15 to 60 min more; everything is removed at the end, and on Ctrl-C`,
  );
  say(`If this process is killed: ${removeLater(place, names)}`);
  say();
  const lines = linesOf(AT_MOST, BOUNDS);
  sayBill('The most that it may cost:', lines);
  const budget = options.budget ?? 0;
  if (totalOf(lines) > budget) {
    throw badUsage(`That may be more than the budget of $${budget}. Nothing was made.`);
  }
  if (!options.yes) await confirm(place);
}

async function confirm({ account }: Place): Promise<void> {
  if (!process.stdin.isTTY) {
    throw badUsage('There is no terminal to ask in: pass --yes if this is what you want. Nothing was made.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const ended = new AbortController();
    terminal.on('close', () => ended.abort());
    const { signal } = ended;
    const answer = await terminal
      .question(`\nType the account's number (${account}) to begin: `, { signal })
      .catch(() => '');
    if (answer.trim() !== account) throw badUsage('That is not its number. Nothing was made.');
  } finally {
    terminal.close();
  }
}
