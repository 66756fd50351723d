import { type Simulator, accessTo, startSimulator } from '../../adapters/simulator-process.ts';
import { packageFile } from '../../adapters/package-files.ts';
import type { SimulatorOptions } from '../../simulator/simulate.ts';

/** A simulator at the moment of its alarm, and what AWS clients need to use it. */
export async function simulatedAws(
  options: Partial<SimulatorOptions> & { log: string },
): Promise<{ simulator: Simulator; at: number } & ReturnType<typeof accessTo>> {
  const simulator = await startSimulator({ scenario: packageFile('scenarios/bad-deploy.yaml'), ...options });
  const { at } = await simulator.alarm();
  await simulator.moveTo(at);
  return { simulator, at, ...accessTo(simulator) };
}
