/**
 * Our CloudWatch MCP server beside the official one of AWS Labs: start, calls, calls at once, memory, and what the list
 * of tools costs a conversation. `npm run bench:mcp [-- --runs n] [--json]`
 *
 * Method: both are driven by the SDK's stdio client in this process, with the same environment, and ask one simulator
 * (`bad-deploy`, moved so that its alarm is now, latency off). Ours is measured twice: from the sources, and from the
 * package as `npm pack` makes it. The official one comes from PyPI in its exact version, byte-compiled, in a virtual
 * environment of its own. stderr is read and thrown away. The client checks no result against a schema, which would
 * count its own time; every answer is checked, after its time is taken, for telling what it should.
 *
 * A run starts every server once, one after the other, and notes when tools/list is answered and when a first call is;
 * then they are called in turn, one call at a time: active alarms, one metric, log groups. First each call has
 * arguments that the session has not seen, so that no cache can answer (ours says so if it does); then the same calls
 * again, which ours answers from its cache and the official one asks AWS for again. The official one sends two requests
 * for log groups, ours one. The round is paced, because ours keeps to AWS's quotas and would wait. Peak memory is
 * VmHWM of the server's process behind these calls. One run before the first is thrown away: it fills Node's compile
 * cache, Python's and the page cache. A list of tools has the bytes of its result as JSON, and about a quarter as many
 * tokens.
 *
 * Calls at once: eight calls with distinct arguments to a server that was asked once before, over a proxy in this
 * process that hands each request on after one second.
 *
 * Printed are medians over all runs, and how many times ours the official server takes; with --json also the bytes of
 * each tool. Linux only. Without PyPI, ours alone. Times on a shared machine are upper bounds: what is compared ran at the same time.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFile } from '../adapters/package-files.ts';
import { simulatedNow } from '../tests/harness/aws-env.ts';
import { installFromPyPI } from '../tests/peers/install.ts';
import { PACKAGES } from '../tests/peers/official-servers.ts';
import { delayingProxy } from './delaying-proxy.ts';
import { type Contender, official, ours, packed } from './mcp-contenders.ts';
import { measureCalls, measureParallel, noMeasures } from './mcp-measures.ts';
import { startSession } from './mcp-session.ts';
import { bytesOf, rowsOf, tableOf } from './mcp-table.ts';

const DELAY_MS = 1_000;
const SOURCE = 'ours, sources';
const PACKAGE = 'ours, package';
const OFFICIAL = 'official';

interface About {
  runs: number;
  node: string;
  official: string;
  python?: string;
  /** One-minute load averages. */
  load: number[];
}

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const runs = Number(options.runs);
const folder = mkdtempSync(join(tmpdir(), 'casefile-bench-mcp-'));
const load = [loadavg()[0] ?? NaN];
const installed = installFromPyPI(...PACKAGES.cloudwatch);
const { simulator, at, env: access } = await simulatedNow({ log: join(folder, 'simulator.log') });
try {
  const { endpoint } = simulator;
  const env = {
    ...access,
    AWS_DEFAULT_REGION: simulator.region,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const contenders: Contender[] = [
    ours(SOURCE, packageFile('bin/casefile.js'), at),
    ours(PACKAGE, packed(folder), at),
    ...('skipped' in installed ? [] : [official(OFFICIAL, installed.program, at)]),
  ];
  await measureCalls(
    contenders.map((contender) => ({ contender, measures: noMeasures() })),
    env,
  );
  const measured = contenders.map((contender) => ({ contender, measures: noMeasures() }));
  for (let run = 0; run < runs; run++) await measureCalls(measured, env);
  const proxy = await delayingProxy(endpoint, DELAY_MS);
  for (let run = 0; run < runs; run++) {
    for (const one of measured) await measureParallel(one, { ...env, AWS_ENDPOINT_URL: proxy.endpoint });
  }
  proxy.close();
  const [source] = contenders;
  if (source === undefined) throw new Error('there is a server');
  const profile = await startSession({ ...source, args: [...source.args, '--profile', 'incident'] }, env);
  await profile.close();

  load.push(loadavg()[0] ?? NaN);
  const about: About = {
    runs,
    node: process.version,
    ...('skipped' in installed
      ? { official: `not measured: ${installed.skipped}` }
      : { official: PACKAGES.cloudwatch.join(' '), python: pythonOf(installed.program) }),
    load,
  };
  const rows = rowsOf(
    Object.fromEntries(measured.map(({ contender, measures }) => [contender.name, measures])),
    profile.list,
  );
  const toolBytes = Object.fromEntries(
    measured.map(({ contender, measures }) => [
      contender.name,
      Object.fromEntries((measures.list?.tools ?? []).map((tool) => [tool.name, bytesOf(tool)])),
    ]),
  );
  const names = contenders.map(({ name }) => name);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ ...about, rows, toolBytes }, null, 2)}\n`
      : `${tableOf(
          rows,
          names,
          names.find((name) => name === OFFICIAL),
        )}\n\n${aboutText(about)}\n`,
  );
} finally {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Of the virtual environment that a program is in. */
function pythonOf(program: string): string {
  return spawnSync(join(dirname(program), 'python'), ['--version'], { encoding: 'utf8' }).stdout.trim();
}

function aboutText({
  runs: times,
  node,
  official: server,
  python = '',
  load: [from = NaN, to = NaN],
}: About): string {
  const machine = `Node ${node}${python === '' ? '' : `, ${python}`}; load ${from.toFixed(1)} before, ${to.toFixed(1)} behind`;
  return `${times === 1 ? 'One run' : `Medians of ${times} runs`}. Official: ${server}. ${machine}.`;
}
