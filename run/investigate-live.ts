import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { appendLog } from '../adapters/stores/append-log.ts';
import type { AwsSession } from '../adapters/account/aws-session.ts';
import type { Config } from '../adapters/config/config.ts';
import { connectServers } from '../adapters/servers/connect-servers.ts';
import { type LocalWorkflowOptions, localWorkflow } from '../adapters/workflow/local-workflow.ts';
import { summarizerFor } from '../adapters/model/summarizer.ts';
import { systemClock } from '../adapters/workflow/system-clock.ts';
import { toolsFor } from '../adapters/servers/tools-for.ts';
import { taskFunctions } from './wiring.ts';
import type { Json } from '../core/canonical.ts';
import type { CaseConfig, Execution } from '../core/case.ts';
import { paths } from '../core/keys.ts';
import type { CaseStore, ExecutionResult, Ports, Publisher } from '../core/ports.ts';
import { ms } from '../core/time.ts';
import { reportFailure } from '../functions/report-failure.ts';
import { dialects } from '../mcp/dialects/dialects.ts';
import { say } from '../adapters/terminal/print.ts';

export interface LiveInvestigation {
  /** An event, or a replay request. */
  input: Json;
  /** The execution's. */
  name: string;
  /** One that was claimed; else a new one. */
  execution?: Execution;
  session: AwsSession;
  store: CaseStore;
  config: Config;
  caseConfig: CaseConfig;
  publishers: readonly Publisher[];
  onTask: NonNullable<LocalWorkflowOptions['onTask']>;
  /** Waits for late evidence; else it ends with the first report. */
  settle: boolean;
  /** Where the servers' log lines go. */
  logFile: string;
}

/** One event, or replay, through the real state machine, functions and servers, against the account of the session. */
export async function investigateLive(run: LiveInvestigation): Promise<ExecutionResult> {
  const { session, store } = run;
  const started = systemClock.now();
  const tools = connectServers(run.config, {
    aws: session.aws,
    env: session.env,
    onLog: appendLog(run.logFile, (message) => say(`casefile: ${message}\n`)),
  });
  try {
    const ports: Ports = {
      store,
      dialects,
      // What an interrupted run has taken before does not count: it is the time of this one that is to be bounded.
      clock: { ...systemClock, elapsedMs: (openedAt) => systemClock.now() - Math.max(ms(openedAt), started) },
      toolsFor: toolsFor(store, tools),
      summarizer: await summarizerFor(run.config.model, session.aws),
      publishers: run.publishers,
      config: run.caseConfig,
      run: 'local',
      sleep: (milliseconds) => sleep(milliseconds),
    };
    const workflow = await localWorkflow({
      functions: taskFunctions(ports),
      runner: randomUUID(),
      now: () => systemClock.now(),
      account: session.account,
      region: session.region,
      reportFailure: (event) => reportFailure(event, ports),
      onTask: run.onTask,
      realWaits: true,
      endsBeforeWaits: !run.settle,
      wasAsked: async (caseId, round) => (await store.get(paths.ask(caseId, round))) !== undefined,
      ...(run.execution && { execution: run.execution }),
    });
    return await workflow.run(run.input, run.name);
  } finally {
    await tools.close();
  }
}
