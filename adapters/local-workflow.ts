import { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { Json } from '../core/canonical.ts';
import type { ExecutionResult, Workflow } from '../core/ports.ts';
import { iso } from '../core/time.ts';
import { readPackageJson } from './package-files.ts';

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
  /** Ends, as a success, instead of waiting for late evidence. */
  endsBeforeWaits?: boolean;
}

const StateMachineFile = z.custom<ConstructorParameters<typeof StateMachine>[0]>(
  (value) => z.looseObject({ StartAt: z.string(), States: z.looseObject({}) }).safeParse(value).success,
);

/** Runs the state machine's own file on an embedded engine: the file that is packaged, byte for byte. */
export async function localWorkflow(options: LocalWorkflowOptions): Promise<Workflow> {
  const definition = StateMachineFile.parse(await readPackageJson('statemachines/investigate.asl.json'));
  // The tests validate the file; compiling the validator would take longer than an investigation's analysis.
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
  const arn = (kind: string, name: string) =>
    `arn:aws:states:${options.region}:${options.account}:${kind}:${name}`;

  return {
    async run(input, name) {
      const executionArn = arn('execution', `casefile-local:${name}:${options.runner}`);
      const startedAt = iso(options.now());
      const context = {
        Execution: { Id: executionArn, Name: name, StartTime: startedAt, Input: {} },
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
          await options.reportFailure(statusChange(options, executionArn, name, result));
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
      if (options.endsBeforeWaits && isAfterWait(payload)) throw new EndsBeforeWait(payload);
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

function isAfterWait(payload: unknown): boolean {
  return z.looseObject({ askAgainAt: z.string() }).safeParse(payload).success;
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
