import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageFile } from '../../adapters/package-files.ts';
import { type Simulator, accessTo, startSimulator } from '../../run/simulator-process.ts';
import { MINUTE } from '../../core/time.ts';
import { loadScenario } from '../../simulator/language/load.ts';
import type { SimulatorOptions } from '../../simulator/simulate.ts';
import { EXIT } from '../exit-codes.ts';
import { print } from '../../adapters/terminal/print.ts';
import { checkFaults } from '../../simulator/tools/known-faults.ts';

const TICK_MS = 1_000;

export interface ServeOptions {
  ago: number;
  fault: NonNullable<SimulatorOptions['faults']>;
  lag: Record<string, number>;
  untilStdinEnds?: true;
}

/** Plays a scenario on the clock of this machine until it is stopped. */
export async function serveScenario(
  name: string,
  { ago, fault, lag, untilStdinEnds }: ServeOptions,
): Promise<number> {
  const file = /\.ya?ml$/.test(name) ? resolve(name) : packageFile(`scenarios/${name}.yaml`);
  await checkFaults(fault);
  await loadScenario(file);
  const log = join(tmpdir(), `casefile-simulator-${process.pid}.log`);
  const options: SimulatorOptions = {
    scenario: file,
    faults: fault,
    lag: Object.fromEntries(Object.entries(lag).map(([source, s]) => [source, [s, s]])),
    log,
  };
  const shiftMs = await shiftTo(options, Date.now() - ago);
  const simulator = await startSimulator({ ...options, variant: { shiftMs } });
  const follow = () => simulator.moveTo(Date.now());
  await follow();
  // It answers as of the time that it is told, and reads no clock.
  const timer = setInterval(() => void follow().catch(() => clearInterval(timer)), TICK_MS);
  print(textOf(simulator));
  await new Promise<void>((done) => {
    process.once('SIGINT', done).once('SIGTERM', done);
    if (untilStdinEnds) process.stdin.on('end', done).on('close', done).resume();
  });
  clearInterval(timer);
  await simulator.close();
  return EXIT.causeFound;
}

/** By how many whole minutes the scenario has to be moved for its alarm to be at about `at`. */
async function shiftTo(options: SimulatorOptions, at: number): Promise<number> {
  const simulator = await startSimulator(options);
  try {
    const alarm = await simulator.alarm();
    return Math.floor((at - alarm.at) / MINUTE) * MINUTE;
  } finally {
    await simulator.close();
  }
}

function textOf(simulator: Simulator): string {
  const variables = Object.entries(accessTo(simulator).env).map(([name, value]) => `${name}=${value}`);
  return `${variables.map((variable) => `export ${variable}`).join('\n')}\n`;
}
