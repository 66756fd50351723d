import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { drillEvent } from '../../adapters/account-events/drill-event.ts';
import { awaitDrill } from '../../adapters/account/await-drill.ts';
import { type AwsSession, openAwsSession } from '../../adapters/account/aws-session.ts';
import { type DeployedStack, deployedStack } from '../../adapters/account/deployed-stack.ts';
import { checkReach } from '../../adapters/account/drill-reach.ts';
import { explainAwsError } from '../../adapters/account/explain-aws-error.ts';
import { s3Store } from '../../adapters/stores/s3-store.ts';
import { type StackRule, stackRules } from '../../adapters/workflow/stack-rules.ts';
import { patternPrefixes } from '../../core/alarm/pattern-prefixes.ts';
import { CasefileError } from '../../core/errors.ts';
import { alarmKey, caseIdOf } from '../../core/keys.ts';
import { neutralize } from '../../core/neutralize.ts';
import { iso } from '../../core/time.ts';
import { askMfaCode } from '../investigate/ask-mfa-code.ts';
import { EXIT } from '../exit-codes.ts';
import { print, printJson, say } from '../../adapters/terminal/print.ts';

export interface TestAlarmOptions {
  stage: string;
  function: string;
  alarm?: string;
  wait?: true;
  region?: string;
  profile?: string;
  json?: true;
}

/** Sends a drill to a deployed stage, as CloudWatch would send an alarm. Returns the exit code. */
export async function sendTestAlarm(options: TestAlarmOptions): Promise<number> {
  const sayLine = (text: string) => say(`${neutralize(text)}\n`);
  const session = await openAwsSession({ ...options, mfaCode: askMfaCode() });
  const { account, region, profile } = session;
  const stack = await deployedStack(options.stage, session.aws);
  const rule = await alarmRule(stack, session, sayLine);
  const prefix = patternPrefixes(rule?.pattern ?? {})[0] ?? '';
  const alarmName = options.alarm ?? `${prefix}drill`;
  const sentAt = Date.now();
  const at = iso(sentAt);
  const entry = drillEvent({ alarmName, functionName: options.function, at, account, region });
  if (rule !== undefined) checkReach(entry, rule, region);

  const eventId = await put(entry, session);
  const caseId = caseIdOf(alarmKey(entry.Resources?.[0] ?? '', '', at), { kind: 'live' });
  const sent = { eventId, alarm: alarmName, function: options.function, at, caseId, stack: stack.name };
  const flags = `--region ${region}${profile === undefined ? '' : ` --profile ${profile}`}`;
  sayLine(
    `Sent test alarm ${alarmName} about function ${options.function} to ${stack.name}: event ${eventId}.`,
  );
  sayLine(
    `Within about half a minute, a report that is marked as a drill is on the channels of ${stack.name}. To watch it:\n  aws stepfunctions list-executions --state-machine-arn ${stack.stateMachine} --max-results 5 ${flags}`,
  );
  if (!options.wait) {
    if (options.json) printJson(sent);
    return EXIT.causeFound;
  }

  sayLine('Waiting for the report, 90 s at most ...');
  const { executionArn, report } = await reportOf(
    { stage: options.stage, eventId, at: sentAt, caseId },
    stack,
    session,
  );
  sayLine(`It came after ${Math.round((Date.now() - sentAt) / 1_000)} s:`);
  if (options.json) printJson({ ...sent, executionArn, report });
  else print(`${neutralize(report.headline.text)}\n`);
  return EXIT.causeFound;
}

/** Undefined where it may not be read: then the event is sent without knowing. */
async function alarmRule(
  { name }: DeployedStack,
  session: AwsSession,
  warn: (text: string) => void,
): Promise<StackRule | undefined> {
  try {
    return (await stackRules(name, session.aws)).find(({ id }) => id === 'AlarmRule');
  } catch (error) {
    warn(`Whether the rule takes it can't be seen. ${explainAwsError(error, session).message}`);
    return undefined;
  }
}

async function put(entry: PutEventsRequestEntry, session: AwsSession): Promise<string> {
  const client = new EventBridgeClient(session.aws);
  try {
    const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    const [result] = Entries ?? [];
    if (FailedEntryCount === 0 && result?.EventId !== undefined) return result.EventId;
    const { ErrorCode = 'no reason', ErrorMessage = '' } = result ?? {};
    throw new CasefileError('AwsAccess', `EventBridge did not take it: ${ErrorCode} ${ErrorMessage}`, {
      hint: 'Try again; if it says so again, look at the default event bus and its policy.',
    });
  } catch (error) {
    throw explainAwsError(error, session);
  } finally {
    client.destroy();
  }
}

async function reportOf(
  sent: Parameters<typeof awaitDrill>[0],
  { stateMachine, bucket }: DeployedStack,
  session: AwsSession,
) {
  const client = new SFNClient(session.aws);
  const s3 = new S3Client(session.aws);
  try {
    return await awaitDrill(sent, { client, stateMachine, store: s3Store(s3, bucket) });
  } catch (error) {
    throw explainAwsError(error, session);
  } finally {
    client.destroy();
    s3.destroy();
  }
}
