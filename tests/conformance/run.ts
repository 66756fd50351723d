/**
 * Runs the official MCP conformance suite against what serves our tools and against our client. `npm run
 * test:conformance`; ends with 1 if something fails that is not in the baseline beside this file, or if something that
 * is in it passes. Skipped where the suite can't be had from npm.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { McpHost } from '../../mcp/server-kit/mcp-host.ts';
import { type HttpServer, serveHttp } from '../../mcp/server-kit/serve-http.ts';
import { readBaseline } from './baseline.ts';
import { CONTENT_SCENARIOS, contentServer } from './content-server.ts';
import { openGuards } from './guards.ts';
import { VERSION, installConformance } from './install.ts';
import { type Outcome, type Verdict, judge } from './judge.ts';
import { ownServer } from './own-server.ts';
import { type Suite, askClient, askServer, scenariosOf } from './suite.ts';
import { serveAsFunctionUrl } from './url-adapter.ts';

interface Shell {
  name: string;
  baseline: string;
  serve: (host: McpHost) => Promise<HttpServer>;
  /** Whether it guards against other names itself. */
  guarded: boolean;
}

const overHttp = (answers: 'auto' | 'json' | 'sse', baseline: string): Shell => ({
  name: `HTTP, ${answers}`,
  baseline,
  serve: (host) => serveHttp(host, { port: 0, answers }),
  guarded: true,
});
const SHELLS: readonly Shell[] = [
  overHttp('json', 'json'),
  overHttp('sse', 'sse'),
  // How `casefile mcp` serves: JSON, and events where progress is wanted. It may fail no more than with events alone.
  overHttp('auto', 'sse'),
  { name: 'function URL', baseline: 'function-url', serve: serveAsFunctionUrl, guarded: false },
];

const CLIENT = `${JSON.stringify(process.execPath)} ${JSON.stringify(join(import.meta.dirname, 'client.ts'))}`;

const say = (line: string) => process.stdout.write(`${line}\n`);

const installed = installConformance();
if ('skipped' in installed) {
  say(`MCP conformance suite: skipped: ${installed.skipped}`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'casefile-conformance-'));
  try {
    process.exitCode = await runAll({ program: installed.program, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runAll(suite: Suite): Promise<number> {
  const started = performance.now();
  const rows: [name: string, verdict: Verdict][] = [];
  const scenarios = await scenariosOf(suite, 'server');
  for (const shell of SHELLS) rows.push([shell.name, await verdictOnShell(suite, shell, scenarios)]);
  rows.push(['our client', await verdictOnClient(suite)]);

  say('| Shell | Passed | Failed as expected | What fails, and why |');
  say('| --- | --- | --- | --- |');
  for (const [name, { passed, expected, wrong }] of rows) {
    const why = Object.entries(Object.groupBy(expected, ({ reason }) => reason)).map(
      ([reason, those = []]) => `${those.map(({ scenario }) => scenario).join(', ')}: ${reason}`,
    );
    if (wrong.length > 0) why.push(`NOT AS EXPECTED: ${wrong.length}, told below`);
    say(`| ${name} | ${passed.length} | ${expected.length} | ${why.join('<br>')} |`);
  }
  const wrong = rows.flatMap(([name, verdict]) => verdict.wrong.map((what) => `${name}: ${what}`));
  for (const what of wrong) say(`NOT AS EXPECTED: ${what}`);
  const ms = Math.round(performance.now() - started);
  say(
    `MCP conformance suite ${VERSION}: ${rows.length} shells, ${wrong.length} things not as expected, ${ms} ms`,
  );
  return wrong.length === 0 ? 0 : 1;
}

/** All scenarios through a server of ours; those about content that ours never return, through one that does. */
async function verdictOnShell(
  suite: Suite,
  { baseline, serve, guarded }: Shell,
  scenarios: readonly string[],
): Promise<Verdict> {
  const own = await ownServer();
  const content = contentServer();
  const [ownShell, contentShell] = [await serve(own.host), await serve(content.host)];
  try {
    const outcomes = new Map(await askServer(suite, ownShell.url));
    for (const scenario of CONTENT_SCENARIOS) {
      const [outcome] = (await askServer(suite, contentShell.url, scenario)).values();
      if (outcome === undefined) outcomes.delete(scenario);
      else outcomes.set(scenario, outcome);
    }
    const verdict = judge(scenarios, outcomes, readBaseline(baseline, 'server'));
    verdict.wrong.push(...own.wrong(outcomes), ...content.wrong());
    if (guarded) verdict.wrong.push(...(await openGuards(ownShell.url)));
    return verdict;
  } finally {
    await Promise.all([ownShell.close(), contentShell.close()]);
  }
}

async function verdictOnClient(suite: Suite): Promise<Verdict> {
  const scenarios = await scenariosOf(suite, 'client');
  const outcomes = new Map<string, Outcome>();
  for (const scenario of scenarios) {
    const outcome = await askClient(suite, CLIENT, scenario);
    if (outcome !== undefined) outcomes.set(scenario, outcome);
  }
  return judge(scenarios, outcomes, readBaseline('client', 'client'));
}
