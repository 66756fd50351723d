import * as z from 'zod';
import { parseConfig } from '../../adapters/config/config.ts';
import { canonical } from '../../core/canonical.ts';
import type { Evidence } from '../../core/case.ts';
import { runOf } from './official-run.ts';
import { type OfficialServers, officialConfig } from './official-servers.ts';

const scenario = new URL('failed-deployment.yaml', import.meta.url).pathname;

const StackEvents = z.object({ events: z.array(z.object({ logicalId: z.string(), status: z.string() })) });

/**
 * A resource of the deployment could not be made: the official IaC server tells that as ours does. Says what both told,
 * and returns what should have been so and was not.
 */
export async function readFailedDeployment(
  programs: OfficialServers,
  pids: string,
  say: (line: string) => void,
): Promise<string[]> {
  const ours = failuresIn((await runOf({ scenario, config: parseConfig({}, 'our servers') })).evidence);
  const theirs = failuresIn((await runOf({ scenario, config: officialConfig(programs, pids) })).evidence);
  say(`A failed deployment, told by ours: ${told(ours)}; by the official IaC server: ${told(theirs)}`);
  return ours.length > 0 && canonical(ours) === canonical(theirs)
    ? []
    : ['the official IaC server tells the same failures as ours'];
}

function failuresIn(evidence: readonly Evidence[]) {
  return evidence
    .filter(({ capability }) => capability === 'stack.events')
    .flatMap(({ answer }) => StackEvents.parse(answer).events)
    .filter(({ status }) => status.endsWith('_FAILED'));
}

function told(failures: ReturnType<typeof failuresIn>): string {
  return failures.map(({ logicalId, status }) => `${logicalId} ${status}`).join(', ') || 'nothing';
}
