import { randomUUID } from 'node:crypto';
import { join, relative, resolve } from 'node:path';
import { alarmEvent } from '../adapters/account-events/alarm-event.ts';
import { MAX_STACK_FUNCTIONS, type Subject, askedMetrics } from '../adapters/account-events/asked-metrics.ts';
import { requestEvent } from '../adapters/account-events/request-event.ts';
import { type AwsSession, openAwsSession } from '../adapters/aws-session.ts';
import { type Config, caseConfig } from '../adapters/config.ts';
import { readConfig } from '../adapters/read-config.ts';
import { policyStatement } from '../adapters/explain-aws-error.ts';
import { folderStore } from '../adapters/folder-store.ts';
import { terminalPublisher } from '../adapters/terminal.ts';
import { parseAlarmEvent } from '../core/alarm/parse-alarm.ts';
import { latestVerdict } from '../core/analysis/latest-verdict.ts';
import type { Json } from '../core/canonical.ts';
import { EvidenceRecord, State } from '../core/case.ts';
import { CasefileError } from '../core/errors.ts';
import { loadRecording } from '../core/evidence/recording.ts';
import { paths } from '../core/keys.ts';
import type { CaseStore } from '../core/ports.ts';
import { readRecord } from '../core/read-record.ts';
import { neutralize } from '../core/neutralize.ts';
import { dollars, priceCeiling, priceOf, priceOfMetrics } from '../core/report/price.ts';
import { Report } from '../core/report/report.ts';
import { clockTime, iso } from '../core/time.ts';
import { askMfaCode } from './ask-mfa-code.ts';
import { executionFailed } from './execution-failed.ts';
import { EXIT, exitCodeOfVerdict } from './exit-codes.ts';
import { investigateLive } from './investigate-live.ts';
import { paintFor } from './paint.ts';
import { progress } from './progress.ts';
import { readEvent } from './read-event.ts';
import { writableFolder } from './writable-folder.ts';

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

/** An incident in a real account, with whatever credentials there are and nothing deployed. Returns the exit code. */
export async function investigate(options: InvestigateOptions): Promise<number> {
  const subject = subjectOf(options);
  const config = await readConfig(options.config);
  const given = options.event === undefined ? undefined : await readEvent(options.event);
  if (given !== undefined) parseAlarmEvent(given);
  const out = resolve(options.out ?? join('casefile-cases', iso(Date.now()).replace(/\D/g, '').slice(0, 14)));
  const paint = paintFor(process.stderr);
  const say = (text: string, painted = (clean: string) => clean) =>
    process.stderr.write(`${painted(neutralize(text))}\n`);

  const { profile, region } = options;
  const session = await openAwsSession({ profile, region, mfaCode: askMfaCode() });
  const recorded = caseConfig(config);
  const { account, alias, who } = session;
  say(
    `Account ${account}${alias === undefined ? '' : ` (${alias})`} · ${session.region} · ${who} · reads only · costs at most ${dollars(priceCeiling(recorded) + choosing(subject))}${besides(config)}`,
    paint.strong,
  );
  const event = given ?? (await eventOf(subject, options, session, (text) => say(text, paint.quiet)));
  checkPlace(event, session);
  await writableFolder(out);
  const store = folderStore(out);
  const quiet = options.json === true;
  const started = performance.now();
  const result = await investigateLive({
    input: event,
    name: parseAlarmEvent(event).eventId,
    session,
    store,
    config,
    caseConfig: recorded,
    settle: options.settle === true,
    publishers: quiet
      ? []
      : [
          terminalPublisher(
            (text) => process.stdout.write(text),
            paintFor(process.stdout),
            process.stdout.columns,
          ),
        ],
    onTask: quiet ? () => undefined : progress(store, (line) => process.stderr.write(line), paint),
    logFile: join(out, 'servers.log'),
  });
  if (result.status !== 'SUCCEEDED') {
    throw executionFailed(result, 'The investigation', `What was recorded is in ${out}.`);
  }
  const state = State.safeParse(result.output);
  if (!state.success) {
    say('Nothing to investigate: an OK event ends a case, and there is none here.');
    return EXIT.causeFound;
  }
  const { caseId, askAgainAt } = state.data;
  const folder = join(out, paths.caseRoot(caseId));
  if (quiet) await printJson(store, caseId, folder);
  else await sayEnd(store, caseId, folder, askAgainAt, Math.round(performance.now() - started), say);
  const verdict = await latestVerdict(store, caseId);
  return verdict === undefined ? EXIT.failure : exitCodeOfVerdict(verdict);
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

async function printJson(store: CaseStore, caseId: string, folder: string): Promise<void> {
  const verdict = await latestVerdict(store, caseId);
  const report = verdict && (await readRecord(store, Report, paths.report(caseId, verdict.k, 'json')));
  const { calls } = await loadRecording(store, caseId);
  const result = { caseId, folder, key: verdict?.key ?? null, dollars: priceOf(calls), report };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

async function sayEnd(
  store: CaseStore,
  caseId: string,
  folder: string,
  askAgainAt: string | undefined,
  ms: number,
  say: (text: string) => void,
): Promise<void> {
  const { calls } = await loadRecording(store, caseId);
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
  for (const line of lines) say(line);
}
