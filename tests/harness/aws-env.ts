import { type Simulator, accessTo, startSimulator } from '../../run/simulator-process.ts';
import { packageFile } from '../../adapters/package-files.ts';
import type { Json } from '../../core/canonical.ts';
import { MINUTE } from '../../core/time.ts';
import type { SimulatorOptions } from '../../simulator/simulate.ts';

/** A simulator at the moment of its alarm, and what AWS clients need to use it. */
export async function simulatedAws(
  options: Partial<SimulatorOptions> & { log: string },
): Promise<{ simulator: Simulator; at: number; event: Json } & ReturnType<typeof accessTo>> {
  const simulator = await startSimulator({ scenario: packageFile('scenarios/bad-deploy.yaml'), ...options });
  const { at, event } = await simulator.alarm();
  await simulator.moveTo(at);
  return { simulator, at, event, ...accessTo(simulator) };
}

/** The same with the scenario moved in time, so that it is now, and its alarm was about `agoMs` before. */
export async function simulatedNow(options: Parameters<typeof simulatedAws>[0], agoMs = 0) {
  const unmoved = await simulatedAws(options);
  await unmoved.simulator.close();
  const shiftMs = Math.floor((Date.now() - agoMs - unmoved.at) / MINUTE) * MINUTE;
  const moved = await simulatedAws({ ...options, variant: { ...options.variant, shiftMs } });
  await moved.simulator.moveTo(Date.now());
  return moved;
}
