import { appendFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { caseConfig, parseConfig } from '../adapters/config.ts';
import { readConfig } from '../adapters/read-config.ts';
import { folderStore } from '../adapters/folder-store.ts';
import { packageFile } from '../adapters/package-files.ts';
import { startSimulator } from '../adapters/simulator-process.ts';
import { terminalPublisher } from '../adapters/terminal.ts';
import { latestVerdict } from '../core/analysis/latest-verdict.ts';
import type { Verdict } from '../core/analysis/verdict.ts';
import { parseAlarmEvent } from '../core/alarm/parse-alarm.ts';
import { State, Stopped } from '../core/case.ts';
import { paths } from '../core/keys.ts';
import { readIfThere } from '../core/read-record.ts';
import { Report } from '../core/report/report.ts';
import { iso, ms } from '../core/time.ts';
import { listScenarios, loadScenario, loadTruth } from '../simulator/language/load.ts';
import type { Truth } from '../simulator/language/truth.ts';
import type { SimulatorOptions } from '../simulator/simulate.ts';
import { acceptedOf } from './eval/score.ts';
import { truthText } from './eval/table.ts';
import { executionFailed } from './execution-failed.ts';
import { EXIT, exitCodeOfVerdict } from './exit-codes.ts';
import { investigateSimulated } from './investigate-simulated.ts';
import { paintFor } from './paint.ts';
import { progress } from './progress.ts';
import { readEvent } from './read-event.ts';
import { writableFolder } from './writable-folder.ts';

export interface DemoOptions {
  list?: true;
  scenarios?: string;
  latency: 'real' | 'none';
  seed?: number;
  out?: string;
  json?: true;
  event?: string;
  config?: string;
  fault: NonNullable<SimulatorOptions['faults']>;
  lag: Record<string, number>;
  shift?: number;
  prefix?: string;
  amplitude?: number;
  realWaits?: true;
}

/** Each transport once, and a model (simulated too): the demo shows all of it. */
const SHOWN = parseConfig(
  {
    servers: {
      cloudwatch: { transport: 'stdio', args: [], env: {}, aws: false, dialect: 'casefile' },
      lambda: { transport: 'http', dialect: 'casefile' },
      cloudformation: { transport: 'in-process', dialect: 'casefile' },
    },
    model: { use: 'converse', id: 'example.simulated-writer-v1' },
    runbooks: { folder: packageFile('scenarios/runbooks') },
  },
  'the demo',
);

/** A simulated incident through everything that is real. Returns the exit code. */
export async function demo(name: string, options: DemoOptions): Promise<number> {
  const scenarios = options.scenarios === undefined ? packageFile('scenarios') : resolve(options.scenarios);
  if (options.list) return list(scenarios, options.json === true);
  const file = /\.ya?ml$/.test(name) ? resolve(name) : join(scenarios, `${name}.yaml`);
  const read = await readConfig(options.config);
  const config = options.config === undefined ? SHOWN : read;
  const given = options.event === undefined ? undefined : await readEvent(options.event);
  const out = resolve(options.out ?? join('casefile-demo', iso(Date.now()).replace(/\D/g, '').slice(0, 14)));
  const store = folderStore(out);
  const started = performance.now();
  await loadScenario(file);
  if (given !== undefined) parseAlarmEvent(given);
  await writableFolder(out);

  const simulator = await startSimulator({
    scenario: file,
    latency: options.latency,
    faults: options.fault,
    lag: Object.fromEntries(
      Object.entries(options.lag).map(([source, seconds]) => [source, [seconds, seconds]]),
    ),
    log: join(out, 'simulator.log'),
    variant: {
      ...(options.seed !== undefined && { seed: options.seed }),
      ...(options.shift !== undefined && { shiftMs: options.shift }),
      ...(options.prefix !== undefined && { prefix: options.prefix }),
      ...(options.amplitude !== undefined && { amplitude: options.amplitude }),
    },
  });
  try {
    const event = given ?? (await simulator.alarm()).event;
    const quiet = options.json === true;
    const result = await investigateSimulated({
      event,
      at: ms(parseAlarmEvent(event).alarm.at),
      simulator,
      store,
      config,
      caseConfig: caseConfig(config),
      publishers: quiet
        ? []
        : [
            terminalPublisher(
              (text) => process.stdout.write(text),
              paintFor(process.stdout),
              process.stdout.columns,
            ),
          ],
      onLog: (line) => appendFileSync(join(out, 'servers.log'), `${line}\n`),
      onTask: quiet
        ? () => undefined
        : progress(store, (line) => process.stderr.write(line), paintFor(process.stderr)),
      realWaits: options.realWaits === true,
    });
    if (result.status !== 'SUCCEEDED') {
      throw executionFailed(result, 'The execution', `What was recorded is in ${out}.`);
    }
    const stopped = Stopped.safeParse(result.output);
    if (stopped.success) return sayStopped(stopped.data, quiet);
    const { caseId } = State.parse(result.output);
    const verdict = await latestVerdict(store, caseId);
    const folder = join(out, paths.caseRoot(caseId));
    // The case is closed: only now is the truth read.
    const summary = { caseId, folder, ms: Math.round(performance.now() - started) };
    return await sayResult(store, verdict, await loadTruth(file), summary, quiet);
  } finally {
    await simulator.close();
  }
}

async function sayResult(
  store: ReturnType<typeof folderStore>,
  verdict: Verdict | undefined,
  truth: Truth,
  summary: { caseId: string; folder: string; ms: number },
  json: boolean,
): Promise<number> {
  const judged = verdict === undefined ? 'no verdict' : judgement(verdict, truth);
  if (json) {
    const report =
      verdict && (await readIfThere(store, Report, paths.report(summary.caseId, verdict.k, 'json')));
    const result = { ...summary, truth, judged, key: verdict?.key ?? null, reports: verdict?.k ?? 0, report };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    const paint = paintFor(process.stdout);
    const again = `node ${relative(process.cwd(), packageFile('bin/casefile.js'))}`;
    const folder = relative(process.cwd(), summary.folder);
    const updates = (verdict?.k ?? 0) > 1 ? `${verdict?.k} reports` : 'one report, no update';
    process.stdout.write(
      [
        `${paint.strong('Truth')}   ${truthText(truth)} → ${judged}; ${updates}; ${summary.ms} ms`,
        `${paint.strong('Case')}    ${folder}`,
        paint.quiet(`        ${again} verify ${folder}`),
        paint.quiet(`        ${again} replay ${folder}`),
        '',
      ].join('\n'),
    );
  }
  return verdict === undefined ? EXIT.failure : exitCodeOfVerdict(verdict);
}

/** Names of resources may have been changed by --prefix, so a resource's end decides. */
function judgement({ abstention, hypotheses }: Verdict, truth: Truth): string {
  const named = abstention === null ? hypotheses[0] : undefined;
  const accepted = acceptedOf(truth);
  if (accepted.length === 0) return named === undefined ? 'left alone, rightly' : 'WRONG: a cause was named';
  if (named === undefined) return 'not named';
  const right = accepted.some(
    ({ kind, resource }) => named.kind === kind && named.resource.id.endsWith(resource),
  );
  return right ? 'named' : 'WRONG: another cause was named';
}

function sayStopped(stopped: Stopped, json: boolean): number {
  if (json) {
    process.stdout.write(`${JSON.stringify(stopped, null, 2)}\n`);
    return EXIT.causeFound;
  }
  const about = stopped.caseId === undefined ? '' : ` (case ${stopped.caseId})`;
  process.stdout.write(`Nothing to investigate: ${stopped.decision}, ${stopped.reason}${about}.\n`);
  if (stopped.replayWith !== undefined) {
    process.stdout.write(
      `To investigate it again, start an execution with ${JSON.stringify(stopped.replayWith)}\n`,
    );
  }
  return EXIT.causeFound;
}

async function list(folder: string, json: boolean): Promise<number> {
  const scenarios = await listScenarios(folder);
  process.stdout.write(
    json
      ? `${JSON.stringify(scenarios, null, 2)}\n`
      : `${scenarios.map(({ id, title }) => `${id.padEnd(20)} ${title}`).join('\n')}\n`,
  );
  return EXIT.causeFound;
}
