import type { Call } from '../../core/case.ts';
import { priceOf } from '../../core/report/price.ts';
import { type Sources, linesOf, sayBill } from './bill.ts';
import type { Clients } from './clients.ts';
import type { Names } from './names.ts';
import { ALARMS } from './plan.ts';
import { sayNotRehearsed } from './say.ts';
import type { Traffic } from './traffic.ts';
import { lambdaUsage, transitionsOf } from './usage.ts';

/** A mapping polls its queue with up to five long polls at a time, 20 s each; whoever is on call with one of 10 s. */
const POLLS_AN_HOUR = 5 * 180 + 360;
const METRIC = 0.01 / 1_000;

const MEASURED: Sources = {
  lambda: 'REPORT lines of the functions’ log groups',
  transitions: 'states entered, from GetExecutionHistory',
  questions: 'recorded calls, priced by core/report/price.ts; this script asked for one metric',
  logs: 'lines of the functions’ log groups, with 26 bytes more each',
  s3: 'records of the bucket; a read taken for each write of each function that may read it',
  other: 'the time since the start; requests from what was sent and polled',
};

interface Measured {
  startedAt: number;
  traffic: Traffic;
  calls: Call[];
  records: number;
  messages: number;
  stateMachine: string;
}

/** Reads off what was used, and prints it with its price. */
export async function measure(clients: Clients, names: Names, of: Measured): Promise<void> {
  const hours = (Date.now() - of.startedAt) / 3_600_000;
  const { lambda, logBytes } = await lambdaUsage(clients, [names.casefile, names.application]);
  const transitions = await transitionsOf(clients, of.stateMachine);
  if (lambda.invocations === 0 || transitions === 0) sayNotRehearsed('usage: it could not be read off');
  const { rounds } = of.traffic.sent;
  const usage = {
    hours,
    lambda,
    logBytes,
    transitions,
    questions: priceOf(of.calls) + METRIC,
    s3: { puts: of.records, gets: of.records * 9 },
    alarms: ALARMS,
    sqsRequests: Math.ceil(rounds * 3 + hours * POLLS_AN_HOUR + of.messages * 3),
    tableUnits: 1,
  };
  sayBill('What it has cost:', linesOf(usage, MEASURED));
}
