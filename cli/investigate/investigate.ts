import { randomUUID } from 'node:crypto';
import { join, relative, resolve } from 'node:path';
import { alarmEvent } from '../../adapters/account-events/alarm-event.ts';
import {
  MAX_STACK_FUNCTIONS,
  type Subject,
  askedMetrics,
} from '../../adapters/account-events/asked-metrics.ts';
import { requestEvent } from '../../adapters/account-events/request-event.ts';
import { type AwsSession, openAwsSession } from '../../adapters/account/aws-session.ts';
import { claimCase } from '../../adapters/stores/claim-case.ts';
import { type Config, caseConfig } from '../../adapters/config/config.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { policyStatement } from '../../adapters/account/explain-aws-error.ts';
import { folderStore } from '../../adapters/stores/folder-store.ts';
import { localExecution } from '../../adapters/workflow/local-workflow.ts';
import { terminalPublisher } from '../../adapters/channels/terminal.ts';
import { parseAlarmEvent } from '../../core/alarm/parse-alarm.ts';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import { type Json, hashOf } from '../../core/canonical.ts';
import { type Call, EvidenceRecord, State, Stopped } from '../../core/case.ts';
import { CasefileError } from '../../core/errors.ts';
import { loadRecording } from '../../core/evidence/recording.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { readRecord } from '../../core/read-record.ts';
import { neutralize } from '../../core/neutralize.ts';
import { dollars, priceCeiling, priceOf, priceOfMetrics } from '../../core/report/price.ts';
import { Report } from '../../core/report/report.ts';
import { HOUR, clockTime, iso } from '../../core/time.ts';
import { askMfaCode } from './ask-mfa-code.ts';
import { executionFailed } from '../execution-failed.ts';
import { EXIT, exitCodeOfVerdict } from '../exit-codes.ts';
import { sayFound, sayReport } from './found-case.ts';
import { investigateLive } from '../../run/investigate-live.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { print, printJson, say } from '../../adapters/terminal/print.ts';
import { progress } from '../progress.ts';
import { readEvent } from './read-event.ts';
import { sayStopped } from './say-stopped.ts';
import { writableFolder } from '../../adapters/stores/writable-folder.ts';

export interface InvestigateOptions {
  alarm?: string;
  event?: string;
  function?: string;
  queue?: string;
  stack?: string;
  logGroup?: string;
  /** Milliseconds. */
  since: number;
  /** Epoch ms. */
  at?: number;
  region?: string;
  profile?: string;
  settle?: true;
  config?: string;
  out?: string;
  json?: true;
}

/** As long as an execution may take: what is red or set up then is no answer to what was asked long before. */
const MAX_AGE_MS = HOUR;

/** An incident in a real account, with whatever credentials there are and nothing deployed. Returns the exit code. */
export async function investigate(options: InvestigateOptions): Promise<number> {
  const subject = subjectOf(options);
  const config = await readConfig(options.config);
  const given = options.event === undefined ? undefined : await readEvent(options.event);
  if (given !== undefined) parseAlarmEvent(given);
  const out = resolve(options.out ?? join('casefile-cases', iso(Date.now()).replace(/\D/g, '').slice(0, 14)));
  const paint = paintFor(process.stderr);
  const sayLine = (text: string, painted = (clean: string) => clean) => say(`${painted(neutralize(text))}\n`);

  const { profile, region } = options;
  const session = await openAwsSession({ profile, region, mfaCode: askMfaCode() });
  const recorded = caseConfig(config);
  const { account, alias, who } = session;
  sayLine(
    `Account ${account}${alias === undefined ? '' : ` (${alias})`} · ${session.region} · ${who} · reads only · costs at most ${dollars(priceCeiling(recorded) + choosing(subject))}${besides(config)}`,
    paint.strong,
  );
  const event = given ?? (await eventOf(subject, options, session, (text) => sayLine(text, paint.quiet)));
  checkPlace(event, session);
  await writableFolder(out);
  const store = folderStore(out);
  const quiet = options.json === true;
  const started = performance.now();
  const { alarm, eventId } = parseAlarmEvent(event);
  const settle = options.settle === true;
  const claim = await claimCase({
    store,
    alarm,
    execution: localExecution({ account, region: session.region, runner: randomUUID() }, eventId, Date.now()),
    // What an alarm's event says follows from the alarm; a person says for what time something is asked.
    madeOf: hashOf(['account', alarm.origin === 'request' ? options.since : null, recorded]),
    madeOfWords: 'another configuration or --since',
    settles: settle,
    maxAgeMs: MAX_AGE_MS,
  });
  const sayCase = async (caseId: string, askAgainAt?: string) => {
    const folder = join(out, paths.caseRoot(caseId));
    const verdict = await latestVerdict(store, caseId);
    if (verdict === undefined) return EXIT.failure;
    const report = await readRecord(store, Report, paths.report(caseId, verdict.k, 'json'));
    const { calls } = await loadRecording(store, caseId);
    if (quiet) {
      const told = { key: verdict.key, dollars: priceOf(calls), report };
      printJson({ caseId, folder, state: 'finished', found: claim.found, ...told });
    } else {
      sayReport(claim, report, folder, true);
      if (claim.found !== 'finished')
        await sayEnd(store, caseId, calls, folder, askAgainAt, performance.now() - started, sayLine);
    }
    return exitCodeOfVerdict(verdict);
  };
  if (claim.found === 'finished') return sayCase(claim.caseId);
  sayFound(claim, quiet);
  const result = await investigateLive({
    input: event,
    name: eventId,
    execution: claim.execution,
    session,
    store,
    config,
    caseConfig: recorded,
    settle,
    publishers:
      quiet || claim.found !== 'nothing'
        ? []
        : [terminalPublisher(print, paintFor(process.stdout), process.stdout.columns)],
    onTask: quiet ? () => undefined : progress(store, say, paint),
    logFile: join(out, 'servers.log'),
  });
  if (result.status !== 'SUCCEEDED') {
    throw executionFailed(
      result,
      'The investigation',
      `What was recorded is kept: --out ${out} goes on from there.`,
    );
  }
  await claim.ended();
  const stopped = Stopped.safeParse(result.output);
  if (stopped.success) return sayStopped(stopped.data, quiet);
  const { caseId, askAgainAt } = State.parse(result.output);
  return sayCase(caseId, askAgainAt);
}

/** Which functions of a stack or group fail most is asked before. */
function choosing({ kind }: Named): number {
  return kind === 'stack' || kind === 'log-group' ? priceOfMetrics(MAX_STACK_FUNCTIONS) : 0;
}

/** What is charged by somebody else's meter. */
function besides({ model, runbooks, servers }: Config): string {
  const theirs = Object.entries(servers).flatMap(([name, server]) =>
    ('command' in server && server.command !== undefined) || ('url' in server && server.url !== undefined)
      ? [name]
      : [],
  );
  const others = [
    ...(model.use === 'none' ? [] : [`the model (${model.maxTokens} tokens an answer at most)`]),
    ...(runbooks !== undefined && 'knowledgeBase' in runbooks ? ['the knowledge base'] : []),
    ...theirs.map((name) => `server ${name}`),
  ];
  return others.length === 0 ? '' : `, and what ${others.join(' and ')} costs`;
}

type Named = Subject | { kind: 'alarm'; name: string } | { kind: 'event' };

/** @throws CasefileError `BadUsage` unless exactly one thing is named */
function subjectOf(options: InvestigateOptions): Named {
  const named: Named[] = [
    ...(options.event === undefined ? [] : [{ kind: 'event' as const }]),
    ...(['alarm', 'function', 'queue', 'stack'] as const).flatMap((kind) => {
      const name = options[kind];
      return name === undefined ? [] : [{ kind, name }];
    }),
    ...(options.logGroup === undefined ? [] : [{ kind: 'log-group' as const, name: options.logGroup }]),
  ];
  const [subject] = named;
  if (subject !== undefined && named.length === 1) return subject;
  throw new CasefileError(
    'BadUsage',
    named.length === 0 ? 'What is to be investigated?' : 'Name one thing only.',
    {
      hint: 'Pass one of --alarm, --event, --function, --queue, --stack, --log-group. `casefile alarms` lists what is red.',
    },
  );
}

async function eventOf(
  subject: Named,
  { at = Date.now(), since }: InvestigateOptions,
  session: AwsSession,
  warn: (text: string) => void,
): Promise<Json> {
  if (subject.kind === 'event') throw new Error('an event that is given is not made');
  if (subject.kind === 'alarm') return alarmEvent(subject.name, at, session, randomUUID(), warn);
  const from = at - since;
  const asked = await askedMetrics(subject, { from, at }, session, warn);
  const { account, region } = session;
  return requestEvent({ ...asked, from, at, account, region, eventId: randomUUID() });
}

/** Asked elsewhere, AWS would know nothing of what the event is about. @throws CasefileError `BadUsage` */
function checkPlace(event: unknown, { account, region }: AwsSession): void {
  const { alarm } = parseAlarmEvent(event);
  if (alarm.account !== account) {
    throw new CasefileError(
      'BadUsage',
      `The event is of account ${alarm.account}; these credentials are of ${account}.`,
      {
        hint: 'Pass a --profile of that account.',
      },
    );
  }
  if (alarm.region !== region) {
    throw new CasefileError('BadUsage', `The event is of region ${alarm.region}; ${region} would be asked.`, {
      hint: `Pass --region ${alarm.region}.`,
    });
  }
}

async function sayEnd(
  store: CaseStore,
  caseId: string,
  calls: readonly Call[],
  folder: string,
  askAgainAt: string | undefined,
  ms: number,
  sayLine: (text: string) => void,
): Promise<void> {
  const { gaps } = await readRecord(store, EvidenceRecord, paths.evidence(caseId));
  const denied = gaps.flatMap(({ detail }) => /([\w-]+:\w+) is not granted/.exec(detail)?.[1] ?? []);
  const lines = [
    `${calls.length} calls in ${(ms / 1_000).toFixed(1)} s, ${dollars(priceOf(calls))}. Case: ${relative(process.cwd(), folder)}`,
    ...(denied.length === 0
      ? []
      : [`To close the gaps, add to the role's policy: ${policyStatement([...new Set(denied)].sort())}`]),
    ...(askAgainAt === undefined
      ? []
      : [
          `CloudTrail may tell more at ${clockTime(askAgainAt)} UTC: run it again then, or wait with --settle.`,
        ]),
  ];
  for (const line of lines) sayLine(line);
}
