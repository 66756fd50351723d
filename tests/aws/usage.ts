import { FilterLogEventsCommand, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { paginateGetExecutionHistory, paginateListExecutions } from '@aws-sdk/client-sfn';
import type { Clients } from './clients.ts';

/** What was used of the account, as far as it costs anything. */
export interface Usage {
  hours: number;
  lambda: { invocations: number; gbSeconds: number };
  logBytes: number;
  transitions: number;
  /** Dollars, by core/report/price.ts: metrics that were asked for, and bytes that queries scanned. */
  questions: number;
  s3: { puts: number; gets: number };
  alarms: number;
  sqsRequests: number;
  /** Units of provisioned capacity, each for reading and for writing. */
  tableUnits: number;
}

/** `REPORT RequestId: ... Duration: 3.41 ms Billed Duration: 4 ms Memory Size: 128 MB ...` */
const REPORT = /^REPORT RequestId: .*?Billed Duration: (\d+) ms\s+Memory Size: (\d+) MB/;
const MAX_PAGES = 50;

/** Invocations and what they took, from the lines that Lambda itself writes of each. */
export async function lambdaUsage(
  { logs }: Clients,
  prefixes: readonly string[],
): Promise<Pick<Usage, 'lambda' | 'logBytes'>> {
  const usage = { lambda: { invocations: 0, gbSeconds: 0 }, logBytes: 0 };
  for (const prefix of prefixes) {
    const groups = paginateDescribeLogGroups(
      { client: logs },
      { logGroupNamePrefix: `/aws/lambda/${prefix}` },
    );
    for await (const { logGroups = [] } of groups) {
      for (const { logGroupName } of logGroups) {
        for await (const line of linesOf(logs, logGroupName)) {
          // What CloudWatch Logs counts for each event beside its text.
          usage.logBytes += Buffer.byteLength(line) + 26;
          const [, billedMs, memoryMb] = REPORT.exec(line) ?? [];
          if (billedMs === undefined) continue;
          usage.lambda.invocations++;
          usage.lambda.gbSeconds += (Number(billedMs) / 1_000) * (Number(memoryMb) / 1_024);
        }
      }
    }
  }
  return usage;
}

async function* linesOf(logs: Clients['logs'], logGroupName: string | undefined): AsyncGenerator<string> {
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await logs.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
    for (const { message = '' } of answer.events ?? []) yield message;
    nextToken = answer.nextToken;
    if (nextToken === undefined) return;
  }
}

/** Entering a state is a transition, in a Map's iterations too. */
export async function transitionsOf({ sfn }: Clients, stateMachineArn: string): Promise<number> {
  let transitions = 0;
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn })) {
    for (const { executionArn } of executions) {
      const history = paginateGetExecutionHistory(
        { client: sfn },
        { executionArn, includeExecutionData: false },
      );
      for await (const { events = [] } of history) {
        transitions += events.filter(({ type = '' }) => type.endsWith('StateEntered')).length;
      }
    }
  }
  return transitions;
}
