import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { CauseKind } from '../core/analysis/verdict.ts';
import { CasefileError } from '../core/errors.ts';
import { parseOr } from '../core/parse.ts';

/** An offset from the scenario's start: `95m`, `30s`, `1h`. */
const Offset = z
  .string()
  .regex(/^\d+(s|m|h)$/, 'an offset looks like 30s, 95m or 1h')
  .transform((text) => Number(text.slice(0, -1)) * ({ s: 1, m: 60, h: 3_600 }[text.slice(-1)] ?? 0) * 1_000);

const LoggedError = z.strictObject({
  /** Share of invocations that fail with it. */
  share: z.number().min(0).max(1),
  type: z.string(),
  /** `{n}` stands for a number that differs from line to line. */
  message: z.string(),
  stack: z.array(z.string()).default([]),
});
export type LoggedError = z.infer<typeof LoggedError>;

const LambdaFunction = z.strictObject({
  stack: z.string(),
  logicalId: z.string(),
  logGroup: z.string(),
  runtime: z.string().default('nodejs24.x'),
  handler: z.string().default('index.handler'),
  timeoutSeconds: z.number().default(10),
  memoryMb: z.number().default(512),
  environment: z.array(z.string()).default([]),
  alias: z.string(),
  /** The version that runs at the start; the ones before it are older. */
  version: z.number().int().min(2),
  perMinute: z.number().positive(),
  durationMs: z.number().positive(),
  errors: z.array(LoggedError).default([]),
});

const Deploy = z.strictObject({
  at: Offset,
  deploy: z.strictObject({
    function: z.string(),
    /** Role and session, as CloudTrail shows them. */
    by: z.string(),
    description: z.string().default(''),
    /** What the new version throws, from `after` the deployment on. */
    throws: z.strictObject({ after: Offset, ...LoggedError.shape }).optional(),
  }),
});

const Burst = z.strictObject({
  at: Offset,
  /** For a while, the function's first error happens more often. */
  burst: z.strictObject({ function: z.string(), for: Offset, share: z.number().min(0).max(1) }),
});

const Seconds = z.tuple([z.number().min(0), z.number().min(0)]);

export const Lag = z.strictObject({
  /** Seconds, from and to, until each source tells. */
  metrics: Seconds.default([15, 45]),
  logs: Seconds.default([5, 90]),
  cloudtrail: Seconds.default([120, 900]),
});
export type Lag = z.infer<typeof Lag>;

const Truth = z.union([
  z.strictObject({ cause: z.strictObject({ kind: CauseKind, resource: z.string() }), onset: Offset }),
  z.strictObject({ nothingWrong: z.literal(true) }),
]);
export type Truth = z.infer<typeof Truth>;

const ScenarioFile = z.strictObject({
  v: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  account: z.string().regex(/^\d{12}$/),
  region: z.string(),
  start: z.iso.datetime(),
  minutes: z.number().int().min(90).max(1_440),
  seed: z.number().int().default(1),
  functions: z.record(z.string(), LambdaFunction),
  timeline: z.array(z.union([Deploy, Burst])).default([]),
  alarm: z.strictObject({
    name: z.string(),
    description: z.string().default(''),
    function: z.string(),
    metric: z.literal('Errors'),
    threshold: z.number(),
    periodSeconds: z.literal(60),
    evaluationPeriods: z.number().int().min(1),
    datapointsToAlarm: z.number().int().min(1),
  }),
  lag: Lag.default(() => Lag.parse({})),
  truth: Truth,
});

/** An incident without its truth: what the simulator may know. */
export type Scenario = Omit<z.infer<typeof ScenarioFile>, 'truth'>;

const HINT = 'List the scenarios with `casefile demo --list`, or look at one in scenarios/.';

/** @throws CasefileError `ScenarioInvalid` */
export async function loadScenario(file: string): Promise<Scenario> {
  const { truth: _truth, ...scenario } = await readScenarioFile(file);
  return scenario;
}

/** The true cause, for judging a closed case. @throws CasefileError `ScenarioInvalid` */
export async function loadTruth(file: string): Promise<Truth> {
  return (await readScenarioFile(file)).truth;
}

async function readScenarioFile(file: string): Promise<z.infer<typeof ScenarioFile>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new CasefileError('ScenarioInvalid', `There is no scenario ${basename(file, '.yaml')}.`, {
      hint: HINT,
      cause,
    });
  }
  let data: unknown;
  try {
    data = parseYaml(text);
  } catch (cause) {
    const where = cause instanceof Error ? cause.message.split('\n')[0] : '';
    throw new CasefileError('ScenarioInvalid', `${basename(file)} is not YAML: ${where}`, {
      hint: HINT,
      cause,
    });
  }
  const parsed = parseOr(ScenarioFile, data, { code: 'ScenarioInvalid', what: basename(file), hint: HINT });
  const named = [
    parsed.alarm.function,
    ...parsed.timeline.map((event) => ('burst' in event ? event.burst : event.deploy).function),
  ];
  const unknown = named.find((name) => parsed.functions[name] === undefined);
  if (unknown === undefined) return parsed;
  throw new CasefileError('ScenarioInvalid', `${basename(file)}: there is no function ${unknown}.`, {
    hint: HINT,
  });
}

/** Id, title and path of every scenario in a folder, by id. */
export async function listScenarios(folder: string): Promise<{ id: string; title: string; file: string }[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (name) => {
      const file = join(folder, name);
      const { id, title } = await readScenarioFile(file);
      return { id, title, file };
    }),
  );
}
