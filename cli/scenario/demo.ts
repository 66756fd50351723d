import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { appendLog } from '../../adapters/stores/append-log.ts';
import { type Claim, claimCase } from '../../adapters/stores/claim-case.ts';
import { caseConfig, parseConfig } from '../../adapters/config/config.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { folderStore } from '../../adapters/stores/folder-store.ts';
import { localExecution } from '../../adapters/workflow/local-workflow.ts';
import { packageFile } from '../../adapters/package-files.ts';
import { startSimulator } from '../../run/simulator-process.ts';
import { terminalPublisher } from '../../adapters/channels/terminal.ts';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import type { Verdict } from '../../core/verdict.ts';
import { parseAlarmEvent } from '../../core/alarm/parse-alarm.ts';
import { type Resource, State, Stopped } from '../../core/case.ts';
import { hashOf } from '../../core/canonical.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { readIfThere } from '../../core/read-record.ts';
import { Report } from '../../core/report/report.ts';
import { iso, ms } from '../../core/time.ts';
import { listScenarios, loadScenario, loadTruth } from '../../simulator/language/load.ts';
import type { Truth } from '../../simulator/language/truth.ts';
import type { SimulatorOptions } from '../../simulator/simulate.ts';
import { acceptedOf } from '../../eval/score.ts';
import { truthText } from '../../eval/table.ts';
import { executionFailed } from '../execution-failed.ts';
import { EXIT, exitCodeOfVerdict } from '../exit-codes.ts';
import { sayFound, sayReport } from '../investigate/found-case.ts';
import { DELIVERY_LAG_MS, investigateSimulated } from '../../run/investigate-simulated.ts';
import { checkFaults } from '../../simulator/tools/known-faults.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { print, printJson, say } from '../../adapters/terminal/print.ts';
import { progress } from '../progress.ts';
import { readEvent } from '../investigate/read-event.ts';
import { sayStopped } from '../investigate/say-stopped.ts';
import { writableFolder } from '../../adapters/stores/writable-folder.ts';

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
  await checkFaults(options.fault);
  const read = await readConfig(options.config);
  const config = options.config === undefined ? SHOWN : read;
  const given = options.event === undefined ? undefined : await readEvent(options.event);
  const out = resolve(options.out ?? join('casefile-demo', iso(Date.now()).replace(/\D/g, '').slice(0, 14)));
  const store = folderStore(out);
  const started = performance.now();
  await loadScenario(file);
  if (given !== undefined) parseAlarmEvent(given);
  await writableFolder(out);

  const world = {
    faults: options.fault,
    lag: Object.fromEntries(
      Object.entries(options.lag).map(([source, seconds]) => [source, [seconds, seconds]]),
    ),
    variant: {
      ...(options.seed !== undefined && { seed: options.seed }),
      ...(options.shift !== undefined && { shiftMs: options.shift }),
      ...(options.prefix !== undefined && { prefix: options.prefix }),
      ...(options.amplitude !== undefined && { amplitude: options.amplitude }),
    },
  };
  const simulator = await startSimulator({
    ...world,
    scenario: file,
    latency: options.latency,
    log: join(out, 'simulator.log'),
  });
  try {
    const event = given ?? (await simulator.alarm()).event;
    const { alarm, eventId } = parseAlarmEvent(event);
    const recorded = caseConfig(config);
    const quiet = options.json === true;
    const claim = await claimCase({
      store,
      alarm,
      execution: localExecution(
        { account: simulator.account, region: simulator.region, runner: randomUUID() },
        eventId,
        ms(alarm.at) + DELIVERY_LAG_MS,
      ),
      madeOf: hashOf([await readFile(file, 'utf8'), world, recorded]),
      madeOfWords: 'another scenario, configuration, --seed, --prefix, --amplitude, --fault or --lag',
      settles: true,
    });
    const resultOf = async (caseId: string): Promise<DemoResult> => ({
      caseId,
      folder: join(out, paths.caseRoot(caseId)),
      // The case is closed: only now is the truth read.
      truth: await loadTruth(file),
      claim,
      ms: Math.round(performance.now() - started),
    });
    if (claim.found === 'finished') return await sayResult(store, await resultOf(claim.caseId), quiet);
    sayFound(claim, quiet);
    const result = await investigateSimulated({
      event,
      at: ms(alarm.at),
      execution: claim.execution,
      interrupted: claim.caseId,
      simulator,
      store,
      config,
      caseConfig: recorded,
      publishers:
        quiet || claim.found !== 'nothing'
          ? []
          : [terminalPublisher(print, paintFor(process.stdout), process.stdout.columns)],
      onLog: appendLog(join(out, 'servers.log'), (message) => say(`casefile: ${message}\n`)),
      onTask: quiet ? () => undefined : progress(store, say, paintFor(process.stderr)),
      realWaits: options.realWaits === true,
    });
    if (result.status !== 'SUCCEEDED') {
      throw executionFailed(
        result,
        'The execution',
        `What was recorded is kept: --out ${out} goes on from there.`,
      );
    }
    await claim.ended();
    const stopped = Stopped.safeParse(result.output);
    if (stopped.success) return sayStopped(stopped.data, quiet);
    return await sayResult(store, await resultOf(State.parse(result.output).caseId), quiet);
  } finally {
    await simulator.close();
  }
}

interface DemoResult {
  caseId: string;
  folder: string;
  truth: Truth;
  claim: Claim;
  ms: number;
}

async function sayResult(
  store: CaseStore,
  { claim, ...summary }: DemoResult,
  json: boolean,
): Promise<number> {
  const { caseId, folder, truth } = summary;
  const verdict = await latestVerdict(store, caseId);
  const report = verdict && (await readIfThere(store, Report, paths.report(caseId, verdict.k, 'json')));
  const judged = verdict === undefined ? 'no verdict' : judgement(verdict, truth);
  if (json) {
    const { found } = claim;
    const [key, reports] = [verdict?.key ?? null, verdict?.k ?? 0];
    printJson({ ...summary, state: 'finished', found, judged, key, reports, report });
  } else {
    if (report !== undefined) sayReport(claim, report, folder, false);
    const paint = paintFor(process.stdout);
    const again = `node ${relative(process.cwd(), packageFile('bin/casefile.js'))}`;
    const path = relative(process.cwd(), folder);
    const updates = (verdict?.k ?? 0) > 1 ? `${verdict?.k} reports` : 'one report, no update';
    const took = claim.found === 'finished' ? '' : `; ${summary.ms} ms`;
    print(
      [
        `${paint.strong('Truth')}   ${truthText(truth)} → ${judged}; ${updates}${took}`,
        `${paint.strong('Case')}    ${path}`,
        paint.quiet(`        ${again} verify ${path}`),
        paint.quiet(`        ${again} replay ${path}`),
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
    ({ kind, resource }) => named.kind === kind && endsIn(named.resource, resource),
  );
  return right ? 'named' : 'WRONG: another cause was named';
}

function endsIn({ type, id }: Resource, said: string): boolean {
  const [, saidType = type, name = said] = /^(AWS::\S+) (.+)$/.exec(said) ?? [];
  return type === saidType && id.endsWith(name);
}

async function list(folder: string, json: boolean): Promise<number> {
  const scenarios = await listScenarios(folder);
  if (json) printJson(scenarios);
  else print(`${scenarios.map(({ id, title }) => `${id.padEnd(20)} ${title}`).join('\n')}\n`);
  return EXIT.causeFound;
}
