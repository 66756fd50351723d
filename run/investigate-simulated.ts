import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Config } from '../adapters/config/config.ts';
import { connectServers } from '../adapters/servers/connect-servers.ts';
import { putEvent } from '../adapters/workflow/local-events.ts';
import { type LocalWorkflowOptions, localWorkflow } from '../adapters/workflow/local-workflow.ts';
import { summarizerFor } from '../adapters/model/summarizer.ts';
import { type Simulator, accessTo } from './simulator-process.ts';
import { virtualClock } from '../adapters/workflow/virtual-clock.ts';
import { toolsFor } from '../adapters/servers/tools-for.ts';
import { taskFunctions } from './wiring.ts';
import type { CaseConfig, Execution } from '../core/case.ts';
import type { CaseStore, ExecutionResult, Ports, Publisher } from '../core/ports.ts';
import { SECOND, ms } from '../core/time.ts';
import { reportFailure } from '../functions/report-failure.ts';
import { dialects } from '../mcp/dialects/dialects.ts';
import { restartJobs } from './restart-jobs.ts';

/** From the alarm's state change until EventBridge has started the execution. */
export const DELIVERY_LAG_MS = 2 * SECOND;
/** How much data time a round takes. */
const ROUND_MS = 2 * SECOND;

export interface SimulatedInvestigation {
  event: unknown;
  /** When the event happened, epoch ms. */
  at: number;
  simulator: Pick<Simulator, 'endpoint' | 'region' | 'account' | 'moveTo'>;
  store: CaseStore;
  config: Config;
  caseConfig: CaseConfig;
  publishers: readonly Publisher[];
  onLog: (line: string) => void;
  onTask: NonNullable<LocalWorkflowOptions['onTask']>;
  realWaits?: boolean;
  /** Between polls of a job no time passes: a simulator without latency has it done at once. */
  withoutPauses?: boolean;
  /** One that was claimed; else a new one. */
  execution?: Execution;
  /** A case of its that was interrupted. */
  interrupted?: string | undefined;
}

const Moves = z.looseObject({ gathered: z.unknown().optional(), askAgainAt: z.string().optional() });

/** One event through the real rules, state machine, functions and servers; only AWS is simulated. */
export async function investigateSimulated(run: SimulatedInvestigation): Promise<ExecutionResult> {
  const { simulator, store } = run;
  const clock = virtualClock(run.at + DELIVERY_LAG_MS);
  const moveTo = async (epochMs: number) => {
    clock.moveTo(epochMs);
    await simulator.moveTo(epochMs);
  };
  await moveTo(clock.now());
  const tools = connectServers(run.config, {
    simulated: true,
    ...accessTo(simulator),
    onLog: run.onLog,
  });
  try {
    if (run.interrupted !== undefined) {
      const job = { store, caseId: run.interrupted, region: simulator.region };
      await restartJobs(job, tools, dialects, simulator.moveTo);
      await simulator.moveTo(clock.now());
    }
    const ports: Ports = {
      store,
      dialects,
      clock,
      toolsFor: toolsFor(store, tools),
      summarizer: await summarizerFor(run.config.model, accessTo(simulator).aws),
      publishers: run.publishers,
      config: run.caseConfig,
      run: 'local',
      sleep: run.withoutPauses === true ? async () => undefined : (milliseconds) => sleep(milliseconds),
    };
    const workflow = await localWorkflow({
      functions: taskFunctions(ports),
      runner: randomUUID(),
      now: () => clock.now(),
      account: simulator.account,
      region: simulator.region,
      reportFailure: (event) => reportFailure(event, ports),
      onTask: run.onTask,
      realWaits: run.realWaits ?? false,
      ...(run.execution && { execution: run.execution }),
      async beforeAnalyze(state) {
        const { gathered, askAgainAt } = Moves.parse(state);
        if (askAgainAt !== undefined) await moveTo(ms(askAgainAt));
        else if (gathered !== undefined) await moveTo(clock.now() + ROUND_MS);
      },
    });
    return await putEvent(run.event, workflow);
  } finally {
    await tools.close();
  }
}
