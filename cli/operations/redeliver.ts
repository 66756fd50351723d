import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openAwsSession } from '../../adapters/account/aws-session.ts';
import { deployedStack } from '../../adapters/account/deployed-stack.ts';
import { explainAwsError } from '../../adapters/account/explain-aws-error.ts';
import { type Redelivered, redeliver } from '../../adapters/account/redeliver.ts';
import { sfnWorkflow } from '../../adapters/workflow/sfn-workflow.ts';
import { undeliveredQueue } from '../../adapters/account/undelivered-queue.ts';
import { clip } from '../../core/clip.ts';
import { cleanText } from '../../core/clean/clean-texts.ts';
import type { Paint } from '../../core/report/render/render-terminal.ts';
import { askMfaCode } from '../investigate/ask-mfa-code.ts';
import { EXIT } from '../exit-codes.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { print, printJson, say } from '../../adapters/terminal/print.ts';

export interface RedeliverOptions {
  stage: string;
  dryRun?: true;
  region?: string;
  profile?: string;
  json?: true;
}

const MAX_CHARS = 200;

/** Starts what EventBridge could not deliver to a stage's state machine. Returns the exit code. */
export async function redeliverUndelivered(options: RedeliverOptions): Promise<number> {
  const session = await openAwsSession({ ...options, mfaCode: askMfaCode() });
  const { name, stateMachine, undeliveredQueue: url } = await deployedStack(options.stage, session.aws);
  // The queue's URL names its host; an endpoint that is set up stands above it.
  const sqs = new SQSClient({ ...session.aws, useQueueUrlAsEndpoint: false });
  const sfn = new SFNClient(session.aws);
  const interrupted = new AbortController();
  // The next one ends it at once; the message under way is then there again after some minutes.
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const paint = paintFor(process.stdout);
  const done: Redelivered[] = [];
  try {
    await redeliver(undeliveredQueue(sqs, url), sfnWorkflow(sfn, stateMachine), {
      dryRun: options.dryRun === true,
      interrupted: interrupted.signal,
      onMessage(one) {
        done.push(one);
        if (!options.json) print(`${lineOf(one, paint)}\n`);
      },
    });
  } catch (error) {
    if (done.length > 0) say(`${summaryOf(done, name)}\n`);
    throw explainAwsError(error, session);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    sqs.destroy();
    sfn.destroy();
  }
  const stopped = interrupted.signal.aborted;
  if (options.json) printJson(resultOf(done, stopped));
  else {
    print(`${summaryOf(done, name)}\n`);
    if (stopped) print('Interrupted: what was not started is in the queue.\n');
  }
  return stopped ? EXIT.failure : EXIT.causeFound;
}

const shown = (text: string) => clip(cleanText(text).replace(/\s+/g, ' '), MAX_CHARS);

/** Alarm names and errors come from whoever made them: nothing of them is shown as it is. */
function lineOf({ holds, outcome, execution, why, message }: Redelivered, paint: Paint): string {
  const { code = 'no error code', message: text, rule } = message.failure;
  const from = rule === undefined ? '' : ` by ${rule.split('/').at(-1) ?? rule}`;
  const reason = `not delivered${from}: ${code}${text === undefined ? '' : `: ${text}`}`;
  const what =
    holds.kind === 'alarm'
      ? `${holds.parts.alarm.name} went to ${holds.parts.alarm.state} at ${holds.parts.alarm.at.slice(0, 19)}Z`
      : holds.what;
  const mark = outcome === 'left' ? paint.bad('left       ') : paint.good(outcome.padEnd(11));
  const then =
    execution === undefined ? shown(why ?? '') : `${outcome === 'started' ? 'execution' : 'as'} ${execution}`;
  return `${mark} ${shown(what)}\n            ${then}\n            ${paint.quiet(shown(reason))}`;
}

function summaryOf(done: readonly Redelivered[], stack: string): string {
  if (done.length === 0) return `Nothing is undelivered in ${stack}.`;
  const count = (outcome: Redelivered['outcome']) => done.filter((one) => one.outcome === outcome).length;
  const [started, would, left] = [count('started'), count('would start'), count('left')];
  const parts = [
    ...(started > 0 ? [`${started} started`] : []),
    ...(would > 0 ? [`${would} would start`] : []),
    ...(left > 0 ? [`${left} left in the queue`] : []),
  ];
  const hint =
    left === 0
      ? ''
      : '\nWhat was left starts no investigation. When you have read it, delete it in the SQS console, or it goes after 14 days.';
  return `${done.length} message${done.length === 1 ? '' : 's'}: ${parts.join(', ')}.${hint}`;
}

function resultOf(done: readonly Redelivered[], interrupted: boolean) {
  return {
    interrupted,
    messages: done.map(({ message, holds, outcome, execution = null, why = null }) => ({
      id: message.id,
      what: holds.kind === 'alarm' ? shown(holds.parts.alarm.name) : shown(holds.what),
      outcome,
      execution,
      why: why === null ? null : shown(why),
      failure: {
        code: shown(message.failure.code ?? ''),
        message: shown(message.failure.message ?? ''),
        rule: shown(message.failure.rule ?? ''),
      },
    })),
  };
}
