import { createInterface } from 'node:readline/promises';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import { cloudWatchClient } from '../../mcp/servers/cloudwatch/cloudwatch-client.ts';
import { openAwsSession } from '../../adapters/account/aws-session.ts';
import { explainAwsError } from '../../adapters/account/explain-aws-error.ts';
import { clip } from '../../core/clip.ts';
import { cleanText } from '../../core/clean/clean-texts.ts';
import { neutralize } from '../../core/neutralize.ts';
import { MINUTE, duration, iso } from '../../core/time.ts';
import { askMfaCode } from './ask-mfa-code.ts';
import { EXIT } from '../exit-codes.ts';
import { investigate } from './investigate.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { print, printJson } from '../../adapters/terminal/print.ts';

interface Red {
  name: string;
  since: string | null;
  reason: string;
}

/** Lists what is in ALARM now, the newest first; on a terminal, investigates the one that is chosen. */
export async function alarms(options: { region?: string; profile?: string; json?: true }): Promise<number> {
  const session = await openAwsSession({ ...options, mfaCode: askMfaCode() });
  const red = await redAlarms(session.aws).catch((error: unknown) => {
    throw explainAwsError(error, session);
  });
  if (options.json) {
    printJson(red);
    return EXIT.causeFound;
  }
  const { account, alias, region } = session;
  const place = `account ${account}${alias === undefined ? '' : ` (${alias})`}, ${region}`;
  if (red.length === 0) {
    print(`No alarm is in ALARM in ${place}.\n`);
    return EXIT.causeFound;
  }
  const paint = paintFor(process.stdout);
  const now = Date.now();
  const lines = red.map(({ name, since, reason }, i) => {
    const ago = since === null ? '' : `  for ${duration(Math.max(MINUTE, now - Date.parse(since)))}`;
    return `${String(i + 1).padStart(3)}  ${paint.strong(neutralize(name))}${ago}\n     ${paint.quiet(clip(cleanText(reason), 160))}`;
  });
  print(`In ALARM in ${place}:\n${lines.join('\n')}\n`);
  if (!process.stdin.isTTY || !process.stdout.isTTY) return EXIT.causeFound;
  const chosen = red[(await ask(red.length)) - 1];
  if (chosen === undefined) return EXIT.causeFound;
  return investigate({ ...options, alarm: chosen.name, since: 30 * MINUTE });
}

async function ask(count: number): Promise<number> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return Number(await terminal.question(`Investigate which (1-${count}, nothing to leave)? `));
  } finally {
    terminal.close();
  }
}

async function redAlarms(aws: AwsOptions): Promise<Red[]> {
  const client = cloudWatchClient(aws);
  const red: Red[] = [];
  try {
    let token: string | undefined;
    do {
      const page = await client.send(
        new DescribeAlarmsCommand({
          StateValue: 'ALARM',
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
          NextToken: token,
        }),
      );
      const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = page;
      for (const alarm of [...MetricAlarms, ...CompositeAlarms, ...LogAlarms]) {
        const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
        red.push({
          name: alarm.AlarmName ?? '',
          since: since ? iso(since.getTime()) : null,
          reason: alarm.StateReason ?? '',
        });
      }
      token = page.NextToken;
    } while (token !== undefined);
  } finally {
    client.destroy();
  }
  return red.sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? 1 : -1));
}
