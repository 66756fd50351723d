import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, caseConfig } from '../../adapters/config/config.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { connectServers } from '../../adapters/servers/connect-servers.ts';
import { folderStore } from '../../adapters/stores/folder-store.ts';
import { putEvent } from '../../adapters/workflow/local-events.ts';
import { type TaskEvent, type TaskFunctions, localWorkflow } from '../../adapters/workflow/local-workflow.ts';
import { packageFile } from '../../adapters/package-files.ts';
import { summarizerFor } from '../../adapters/model/summarizer.ts';
import { type Simulator, accessTo, startSimulator } from '../../run/simulator-process.ts';
import { virtualClock } from '../../adapters/workflow/virtual-clock.ts';
import { toolsFor } from '../../adapters/servers/tools-for.ts';
import { taskFunctions } from '../../run/wiring.ts';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { Json } from '../../core/canonical.ts';
import { paths } from '../../core/keys.ts';
import type {
  CaseStore,
  ExecutionResult,
  Message,
  Ports,
  Publisher,
  ToolCaller,
  Workflow,
} from '../../core/ports.ts';
import { readRecord } from '../../core/read-record.ts';
import { Report } from '../../core/report/report.ts';
import { reportFailure } from '../../functions/report-failure.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import type { SimulatorOptions } from '../../simulator/simulate.ts';

export interface RunOptions extends Partial<Omit<SimulatorOptions, 'scenario' | 'log'>> {
  /** Id of one of ours, or the path of a file. */
  scenario: string;
  config?: Config;
  store?: CaseStore;
  publishers?: Publisher[];
  /** Where the model is asked, if not in the simulator. */
  modelEndpoint?: string;
  /** How long a call of a server by this name may take, in ms: for those that never answer. */
  patience?: Readonly<Record<string, number>>;
  /** Puts something around the functions, e.g. a fault. */
  wrap?: (functions: TaskFunctions) => TaskFunctions;
  onTask?: (event: TaskEvent) => void;
}

export interface Run {
  root: string;
  store: CaseStore;
  simulator: Simulator;
  workflow: Workflow;
  ports: Ports;
  messages: Message[];
  alarm: { event: Json; at: number };
  send(event: Json): Promise<ExecutionResult>;
  setNow(epochMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Everything real up to the wire; the simulator is a process of its own. */
export async function openRun(options: RunOptions): Promise<Run> {
  const root = await mkdtemp(join(tmpdir(), 'casefile-test-'));
  const { scenario, config: given, store = folderStore(root), wrap = (f) => f } = options;
  const { modelEndpoint, patience = {}, variant = {}, lag = {}, faults = {}, latency = 'none' } = options;
  const config = given ?? (await readConfig());
  const simulator = await startSimulator({
    scenario: scenario.endsWith('.yaml') ? scenario : packageFile(`scenarios/${scenario}.yaml`),
    log: join(root, 'simulator.log'),
    variant,
    lag,
    faults,
    latency,
  });
  const alarm = await simulator.alarm();
  const clock = virtualClock(alarm.at + 2_000);
  const setNow = async (epochMs: number) => {
    clock.moveTo(epochMs);
    await simulator.moveTo(epochMs);
  };
  await setNow(clock.now());
  const access = accessTo(simulator);
  const tools = connectServers(config, { simulated: true, ...access, onLog: () => undefined });
  const impatient: ToolCaller = {
    call: (request) =>
      tools.call({
        ...request,
        timeoutMs: Math.min(request.timeoutMs, patience[request.server] ?? Infinity),
      }),
  };
  const model = { ...access.aws, ...(modelEndpoint !== undefined && { endpoint: modelEndpoint }) };
  const messages: Message[] = [];
  const recorder: Publisher = {
    channel: 'terminal',
    async publish(message) {
      messages.push(message);
      return {};
    },
  };
  const ports: Ports = {
    store,
    dialects,
    clock,
    toolsFor: toolsFor(store, impatient),
    summarizer: await summarizerFor(config.model, model),
    publishers: options.publishers ?? [recorder],
    config: caseConfig(config),
    run: 'local',
    sleep: async () => undefined,
  };
  const workflow = await localWorkflow({
    functions: wrap(taskFunctions(ports)),
    runner: 'test',
    now: () => clock.now(),
    account: simulator.account,
    region: simulator.region,
    reportFailure: (event) => reportFailure(event, ports),
    ...(options.onTask && { onTask: options.onTask }),
    async beforeAnalyze(state) {
      const { gathered, askAgainAt } = state as { gathered?: unknown; askAgainAt?: string };
      if (askAgainAt !== undefined) await setNow(Date.parse(askAgainAt));
      else if (gathered !== undefined) await setNow(clock.now() + 2_000);
    },
  });
  return {
    root,
    store,
    simulator,
    workflow,
    ports,
    messages,
    alarm,
    setNow,
    send: (event) => putEvent(event, workflow),
    async close() {
      await tools.close();
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export interface Outcome {
  run: Run;
  caseId: string;
  verdict: Verdict;
  reports: Report[];
}

/** Runs one scenario to its settled end and hands over what came of it; the run is closed afterwards. */
export async function investigate(
  options: RunOptions,
  look: (outcome: Outcome) => Promise<void> | void,
): Promise<void> {
  const run = await openRun(options);
  try {
    const result = await run.send(run.alarm.event);
    if (result.status !== 'SUCCEEDED')
      throw new Error(`execution: ${result.error?.message ?? result.status}`);
    const { caseId } = result.output as { caseId: string };
    const verdict = await latestVerdict(run.store, caseId);
    if (verdict === undefined) throw new Error('no verdict');
    const reports: Report[] = [];
    for (let k = 1; k <= verdict.k; k++) {
      reports.push(await readRecord(run.store, Report, paths.report(caseId, k, 'json')));
    }
    await look({ run, caseId, verdict, reports });
  } finally {
    await run.close();
  }
}
