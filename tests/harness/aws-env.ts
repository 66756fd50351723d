import { type Simulator, startSimulator } from '../../adapters/simulator-process.ts';
import { packageFile } from '../../adapters/package-files.ts';
import type { SimulatorOptions } from '../../simulator/simulate.ts';

/** A simulator at the moment of its alarm, and what AWS clients need to use it. */
export async function simulatedAws(options: Partial<SimulatorOptions> & { log: string }): Promise<{
  simulator: Simulator;
  aws: { region: string; endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  env: Record<string, string>;
  at: number;
}> {
  const simulator = await startSimulator({ scenario: packageFile('scenarios/bad-deploy.yaml'), ...options });
  const { at } = await simulator.alarm();
  await simulator.moveTo(at);
  const credentials = { accessKeyId: 'AKIDSIMULATED', secretAccessKey: 'simulated' };
  return {
    simulator,
    at,
    aws: { region: simulator.region, endpoint: simulator.endpoint, credentials },
    env: {
      AWS_REGION: simulator.region,
      AWS_ENDPOINT_URL: simulator.endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  };
}
