/**
 * Investigates incidents through our servers, and through the official CloudWatch, CloudTrail and IaC servers of AWS Labs
 * in the place of ours; then reads a failed deployment both ways, and freezes an official server. `npm run test:official [-- scenario ...]`;
 * ends with 1 if a verdict or failure is another one, or if a frozen server outlives its deadline. Skipped where the servers can't be had from PyPI.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, parseConfig } from '../../adapters/config/config.ts';
import { canonical } from '../../core/canonical.ts';
import { readFailedDeployment } from './official-deployment.ts';
import { freezeOne } from './official-frozen.ts';
import { type Ran, runOf, verdictText } from './official-run.ts';
import { type OfficialServers, VERSIONS, installOfficial, officialConfig } from './official-servers.ts';

/** One whose cause the metrics and logs show, one whose cause CloudTrail tells, one without a cause. */
const INCIDENTS = ['bad-deploy', 'permission-removed', 'flapped-alarm'];

/** Gaps of a machine that is busy: the official server needs seconds to start. */
const LATE = /: (?:timeout|unavailable): |was not ready within/;

const say = (line: string) => process.stdout.write(`${line}\n`);

const installed = installOfficial();
if ('skipped' in installed) {
  say(`official servers: skipped: ${installed.skipped}`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'casefile-official-'));
  try {
    const given = process.argv.slice(2);
    const wrong = [
      ...(await compareVerdicts(installed, given.length === 0 ? INCIDENTS : given, folder)),
      ...(await readFailedDeployment(installed, join(folder, 'deployment-pids'), say)),
      ...(await freezeOne(installed, folder, say)),
    ];
    for (const what of wrong) say(`NOT SO: ${what}`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareVerdicts(
  programs: OfficialServers,
  incidents: readonly string[],
  folder: string,
): Promise<string[]> {
  const wrong: string[] = [];
  const missing = new Set<string>();
  say('| Incident | Servers | Verdict | Duration | Calls | Gaps |');
  say('| --- | --- | --- | --- | --- | --- |');
  const run = async (scenario: string, servers: string, config: Config): Promise<Ran> => {
    const once = () => runOf({ scenario, config });
    const first = await once();
    const late = first.gaps.some((gap) => LATE.test(gap));
    const ran = late ? await once() : first;
    const { verdict, ms, calls, gaps } = ran;
    const again = late ? ` (again: the first time a server was late, ${first.ms} ms)` : '';
    say(
      `| ${scenario} | ${servers} | ${verdictText(verdict)} | ${ms} ms${again} | ${calls} | ${gaps.length} |`,
    );
    return ran;
  };
  for (const scenario of incidents) {
    const ours = await run(scenario, 'ours', parseConfig({}, 'our servers'));
    const theirs = await run(scenario, 'official', officialConfig(programs, join(folder, 'pids')));
    for (const gap of theirs.gaps) if (!ours.gaps.includes(gap)) missing.add(gap);
    const keys = [ours, theirs].map(({ verdict }) => canonical(verdict.key));
    if (keys[0] !== keys[1]) wrong.push(`the verdicts on ${scenario} are the same: ${keys.join(' ')}`);
  }
  say('Gaps with the official servers alone:');
  for (const gap of [...missing].sort()) say(`  ${gap}`);
  say(`${VERSIONS}: ${incidents.length} incidents, ${wrong.length} verdicts differ`);
  return wrong;
}
