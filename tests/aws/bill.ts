import { dollars } from '../../core/report/price.ts';
import { say } from './say.ts';
import type { Usage } from './usage.ts';

/**
 * List prices in US dollars of us-east-1, without any free tier, as AWS's price lists had them when this was written.
 * Other regions are up to twice as dear; what an invoice says is right.
 */
const PRICES = {
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGbSecond: 0.0000133334,
  /** Standard workflows. */
  transition: 0.025 / 1e3,
  logGb: 0.5,
  s3Put: 0.005 / 1e3,
  s3Get: 0.0004 / 1e3,
  alarmMonth: 0.1,
  sqsRequest: 0.4 / 1e6,
  tableWriteHour: 0.00065,
  tableReadHour: 0.00013,
};
const HOURS_A_MONTH = 730;

interface Line {
  what: string;
  quantity: string;
  dollars: number;
  source: string;
}

/** Where each quantity comes from, by line. */
export interface Sources {
  lambda: string;
  transitions: string;
  questions: string;
  logs: string;
  s3: string;
  other: string;
}

export function linesOf(usage: Usage, sources: Sources): Line[] {
  const { lambda, transitions, logBytes, s3, alarms, hours, tableUnits, sqsRequests, questions } = usage;
  const line = (what: string, quantity: string, cost: number, source: string): Line => ({
    what,
    quantity,
    dollars: cost,
    source,
  });
  const span = `${hours.toFixed(1)} h`;
  return [
    line(
      'Lambda',
      `${lambda.invocations} invocations, ${Math.round(lambda.gbSeconds)} GB-s`,
      lambda.invocations * PRICES.lambdaRequest + lambda.gbSeconds * PRICES.lambdaGbSecond,
      sources.lambda,
    ),
    line(
      'Step Functions',
      `${transitions} transitions`,
      transitions * PRICES.transition,
      sources.transitions,
    ),
    line('metrics and log queries', 'as asked', questions, sources.questions),
    line('log lines', `${(logBytes / 1e6).toFixed(1)} MB`, (logBytes / 1e9) * PRICES.logGb, sources.logs),
    line(
      'S3',
      `${s3.puts} writes, ${s3.gets} reads`,
      s3.puts * PRICES.s3Put + s3.gets * PRICES.s3Get,
      sources.s3,
    ),
    line(
      'alarms',
      `${alarms} for ${span}`,
      (alarms * PRICES.alarmMonth * hours) / HOURS_A_MONTH,
      sources.other,
    ),
    line(
      'DynamoDB',
      `${tableUnits} write and ${tableUnits} read units for ${span}`,
      tableUnits * hours * (PRICES.tableWriteHour + PRICES.tableReadHour),
      sources.other,
    ),
    line('SQS and SNS', `${sqsRequests} requests`, sqsRequests * PRICES.sqsRequest, sources.other),
  ];
}

export function totalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.dollars, 0);
}

export function sayBill(title: string, lines: readonly Line[]): void {
  say(title);
  const width = (of: (line: Line) => string) => Math.max(...lines.map((line) => of(line).length));
  const [what, quantity] = [width((line) => line.what), width((line) => line.quantity)];
  for (const line of lines) {
    const cost = dollars(line.dollars).padEnd(17);
    say(`  ${line.what.padEnd(what)}  ${line.quantity.padEnd(quantity)}  ${cost}  ${line.source}`);
  }
  say(`  in all about ${dollars(totalOf(lines))}: an estimate by list prices of us-east-1, not an invoice`);
}
