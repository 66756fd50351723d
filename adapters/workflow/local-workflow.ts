import { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { Json } from '../../core/canonical.ts';
import type { Execution } from '../../core/case.ts';
import type { ExecutionResult, Workflow } from '../../core/ports.ts';
import { iso } from '../../core/time.ts';
import { readPackageJson } from '../package-files.ts';

/** The functions of the Task states, by state name. */
export type TaskFunctions = Record<string, (payload: unknown) => Promise<Json>>;

/** What a watcher sees of a task. */
export interface TaskEvent {
  state: string;
  phase: 'start' | 'end' | 'failed';
  payload: unknown;
  result?: Json;
  ms?: number;
}

export interface LocalWorkflowOptions {
  functions: TaskFunctions;
  /** Tells this runner's executions from those of others that use the same names on the same store. */
  runner: string;
  /** Data time, epoch ms. */
  now: () => number;
  account: string;
  region: string;
  /** Called before AnalyzeEvidence: where the runner moves a virtual clock. */
  beforeAnalyze?: (state: unknown) => Promise<void>;
  /** Called with the execution's status change event when it failed. */
  reportFailure: (event: Json) => Promise<unknown>;
  onTask?: (event: TaskEvent) => void;
  /** Waits take real time; else they end at once, since the clock has been moved. */
  realWaits?: boolean;
  /** Ends, as a success, instead of waiting for late evidence, unless that was waited for before. */
  endsBeforeWaits?: boolean;
  /** Whether a round was asked before this execution was interrupted. */
  wasAsked?: (caseId: string, round: number) => Promise<boolean>;
  /** The execution that is run, or gone on with, whatever the workflow is told that it is called. */
  execution?: Execution;
}

/** An execution on this machine, told from others of its name by `runner`. */
export function localExecution(
  { account, region, runner }: { account: string; region: string; runner: string },
  name: string,
  startedAt: number,
): Execution {
  const id = `arn:aws:states:${region}:${account}:execution:casefile-local:${name}:${runner}`;
  return { id, name, startedAt: iso(startedAt) };
}

const StateMachineFile = z.custom<ConstructorParameters<typeof StateMachine>[0]>(
  (value) => z.looseObject({ StartAt: z.string(), States: z.looseObject({}) }).safeParse(value).success,
);

/** Runs the state machine's own file on an embedded engine: the file that is packaged, byte for byte. */
export async function localWorkflow(options: LocalWorkflowOptions): Promise<Workflow> {
  const definition = StateMachineFile.parse(await readPackageJson('statemachines/investigate.asl.json'));
  // The tests validate the file; compiling the validator would take longer than an investigation's analysis.
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });

  return {
    async run(input, calledName) {
      const { id, name, startedAt } = options.execution ?? localExecution(options, calledName, options.now());
      const context = {
        Execution: { Id: id, Name: name, StartTime: startedAt, Input: {} },
      };
      try {
        const execution = machine.run(input, {
          context,
          overrides: {
            taskResourceLocalHandlers: Object.fromEntries(
              Object.entries(options.functions).map(([state, run]) => [
                state,
                handler(state, run, startedAt, options),
              ]),
            ),
            waitTimeOverrides: options.realWaits && !options.endsBeforeWaits ? {} : { AwaitLateEvidence: 0 },
          },
        });
        return { status: 'SUCCEEDED', output: await execution.result };
      } catch (thrown) {
        const result = failed(thrown);
        if (result.cause instanceof EndsBeforeWait) {
          return { status: 'SUCCEEDED', output: result.cause.state };
        }
        try {
          await options.reportFailure(statusChange(options, id, name, result));
        } catch (unreported) {
          // The first failure is what has to be known; that it could not be reported comes with it.
          return {
            ...result,
            cause: new AggregateError([result.cause, unreported], 'and it could not be reported'),
          };
        }
        return result;
      }
    },
  };
}

/** `lambda:invoke` passes {FunctionName, Payload} and expects {Payload}. */
const Invocation = z.looseObject({ Payload: z.unknown() });

/** The engine overwrites `Execution.StartTime` with the wall clock; a run's times are data times. */
const WithStart = z.looseObject({ execution: z.looseObject({ startedAt: z.string() }) });

function onDataTime(payload: unknown, startedAt: string): unknown {
  const parsed = WithStart.safeParse(payload);
  return parsed.success ? { ...parsed.data, execution: { ...parsed.data.execution, startedAt } } : payload;
}

function handler(
  state: string,
  run: NonNullable<TaskFunctions[string]>,
  startedAt: string,
  options: LocalWorkflowOptions,
) {
  return async (invocation: unknown) => {
    const given = Invocation.parse(invocation).Payload;
    const payload = state === 'OpenIncident' ? onDataTime(given, startedAt) : given;
    const started = performance.now();
    if (state === 'AnalyzeEvidence') {
      if (options.endsBeforeWaits && (await isNewWait(payload, options))) throw new EndsBeforeWait(payload);
      await options.beforeAnalyze?.(payload);
    }
    options.onTask?.({ state, phase: 'start', payload });
    const ms = () => Math.round(performance.now() - started);
    try {
      const result = await run(payload);
      options.onTask?.({ state, phase: 'end', payload, result, ms: ms() });
      return { Payload: result };
    } catch (error) {
      options.onTask?.({ state, phase: 'failed', payload, ms: ms() });
      throw error;
    }
  };
}

/** The engine has no way to stop an execution at a state: its next task throws this. */
class EndsBeforeWait extends Error {
  readonly state: unknown;

  constructor(state: unknown) {
    super('ends before it waits for late evidence');
    this.name = 'EndsBeforeWait';
    this.state = state;
  }
}

const AfterWait = z.looseObject({ caseId: z.string(), round: z.number(), askAgainAt: z.string() });

async function isNewWait(payload: unknown, { wasAsked }: LocalWorkflowOptions): Promise<boolean> {
  const { success, data } = AfterWait.safeParse(payload);
  return success && !(await wasAsked?.(data.caseId, data.round + 1));
}

/** The engine wraps what a function threw; a timeout has a class of its own. */
function failed(thrown: unknown): ExecutionResult {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const cause = error.cause instanceof Error ? error.cause : error;
  const status =
    error.constructor.name === 'ExecutionTimeoutError'
      ? 'TIMED_OUT'
      : error.constructor.name === 'ExecutionAbortedError'
        ? 'ABORTED'
        : 'FAILED';
  return { status, error: { name: cause.name, message: cause.message }, cause };
}

/** What EventBridge would deliver to report-failure. */
function statusChange(
  { account, region, now }: LocalWorkflowOptions,
  executionArn: string,
  name: string,
  { status, error }: ExecutionResult,
): Json {
  return {
    version: '0',
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    region,
    time: iso(now()),
    resources: [executionArn],
    detail: { executionArn, name, status, error: error?.name ?? null, cause: error?.message ?? null },
  };
}
