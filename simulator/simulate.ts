import { createWriteStream } from 'node:fs';
import type { Server as NetServer } from 'node:net';
import * as z from 'zod';
import { Faults, Latency } from './conditions.ts';
import { controlServer } from './control.ts';
import { evaluateAlarms } from './alarms/evaluate.ts';
import type { Account } from './answer.ts';
import { loadScenario } from './language/load.ts';
import { Lag } from './language/primitives.ts';
import type { Scenario } from './language/scenario.ts';
import { LANGUAGES } from './engine/runtime-words.ts';
import { vary } from './language/variants.ts';
import { awsServices, companionServices } from './services/services.ts';
import { type Conditions, awsEndpoint } from './wire.ts';
import { buildWorld } from './world/world.ts';

/** Everything that decides what is simulated; passed as one JSON argument to the process. */
export const SimulatorOptions = z.strictObject({
  scenario: z.string(),
  variant: z
    .strictObject({
      seed: z.number().int().exactOptional(),
      shiftMs: z.number().exactOptional(),
      prefix: z.string().exactOptional(),
      amplitude: z.number().positive().exactOptional(),
      healthy: z.boolean().exactOptional(),
      unrelatedDeployAt: z.number().exactOptional(),
      language: z.enum(LANGUAGES).exactOptional(),
    })
    .default({}),
  lag: z.partialRecord(z.enum(['metrics', 'logs', 'cloudtrail']), Lag.shape.logs.unwrap()).default({}),
  faults: Faults.default({}),
  latency: Latency.default('none'),
  /** File for the log of requests. */
  log: z.string(),
});
export type SimulatorOptions = z.input<typeof SimulatorOptions>;

/** The first line on stdout. */
export const Ready = z.strictObject({
  endpoint: z.string(),
  control: z.string(),
  region: z.string(),
  account: z.string(),
});

/** Runs until stdin ends, so that it never outlives whoever started it. @throws CasefileError `ScenarioInvalid` */
export async function simulate(options: z.infer<typeof SimulatorOptions>): Promise<void> {
  const scenario = withLag(vary(await loadScenario(options.scenario), options.variant), options.lag);
  const world = buildWorld(scenario);
  const account: Account = { world, alarms: evaluateAlarms(world) };
  const conditions: Conditions = {
    now: Date.parse(scenario.start),
    faults: options.faults,
    latency: options.latency,
  };
  const log = createWriteStream(options.log, { flags: 'a' });
  // The account goes on without its log; a folder that takes no file is told of by whoever keeps the case there.
  log.on('error', () => undefined);
  const endpoint = awsEndpoint(account, [...awsServices(), ...companionServices()], conditions, (line) =>
    log.write(`${JSON.stringify(line)}\n`),
  );
  const ready = {
    endpoint: await listen(endpoint),
    control: await listen(controlServer(account, conditions)),
    region: scenario.region,
    account: scenario.account,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await new Promise<void>((resolve) => {
    process.stdin.on('end', resolve).on('close', resolve).resume();
  });
  await new Promise<void>((resolve) => log.end(resolve));
  process.exit(0);
}

function withLag(scenario: Scenario, lag: z.infer<typeof SimulatorOptions>['lag']): Scenario {
  return { ...scenario, lag: { ...scenario.lag, ...lag } };
}

function listen(server: NetServer): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    });
  });
}
