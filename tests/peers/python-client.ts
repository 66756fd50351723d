/**
 * Calls every tool of our three servers, once rightly and once wrongly, with the client of the official Python SDK: over
 * stdio and over Streamable HTTP, against the simulator. The SDK checks results against their output schemas. Part of
 * `npm run test:peers`; ends with 1 if a good call fails, a bad one is no structured error, or a tool has no call listed
 * in `client-calls.ts`. Skipped where the SDK can't be had from PyPI.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as z from 'zod';
import { casefileCommand } from '../../adapters/servers/own-command.ts';
import { packageFile } from '../../adapters/package-files.ts';
import { type ServerProcess, startServerProcess } from '../../adapters/servers/server-process.ts';
import { MINUTE } from '../../core/time.ts';
import { OWN_SERVERS, type OwnServer } from '../../mcp/servers/own-servers.ts';
import { simulatedNow } from '../harness/aws-env.ts';
import { callsOf } from './client-calls.ts';
import { ClientLine, tableOf, wrongOf } from './client-said.ts';
import { installFromPyPI } from './install.ts';

/** The client of the protocol's newest revision, which falls back to the handshake that ours speak. */
const SDK = ['mcp', '2.3.0'] as const;
const CLIENT_TIMEOUT_MS = 180_000;

/** Without such a plan, AWS Health refuses every call. */
const HEALTH = `
health:
  supportPlan: true
  events: [{ service: LAMBDA, code: AWS_LAMBDA_OPERATIONAL_ISSUE, at: 90m }]
`;

const say = (line: string) => process.stdout.write(`${line}\n`);

const installed = installFromPyPI(...SDK);
if ('skipped' in installed) {
  say(`Python client: skipped: ${installed.skipped}`);
} else {
  process.exitCode = await callEverything(join(dirname(installed.program), 'python'));
}

async function callEverything(python: string): Promise<number> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'casefile-python-client-'));
  const scenario = join(folder, 'scenario.yaml');
  writeFileSync(scenario, readFileSync(packageFile('scenarios/bad-deploy.yaml'), 'utf8') + HEALTH);
  // One for each transport: a stack is checked for drift once at a time. Late enough that CloudTrail tells the deployment.
  const [overStdio, overHttp] = await Promise.all(
    [1, 2].map((n) => simulatedNow({ scenario, log: join(folder, `${n}.log`) }, 20 * MINUTE)),
  );
  if (overStdio === undefined || overHttp === undefined) throw new Error('there are two simulators');
  const { at, event } = overStdio;
  const running: ServerProcess[] = [];
  try {
    const { account, region } = z.looseObject({ account: z.string(), region: z.string() }).parse(event);
    const functionArn = `arn:aws:lambda:${region}:${account}:function:checkout-api`;
    const calls = callsOf(at, functionArn);
    const options: Record<OwnServer, string[]> = {
      cloudwatch: [],
      lambda: ['--allow-invoke', functionArn],
      cloudformation: ['--allow-drift-detection'],
    };
    const servers = await Promise.all(
      OWN_SERVERS.map(async (name) => {
        const server = await startServerProcess([name, ...options[name]], overHttp.env, () => undefined);
        running.push(server);
        const command = casefileCommand(['mcp', name, ...options[name]]);
        return {
          name,
          ...command,
          env: overStdio.env,
          url: server.url,
          calls: calls[name],
          noResource: 'aws://account/nothing',
        };
      }),
    );
    const { lines, failed } = await saidBy(python, { servers });
    const planned = Object.fromEntries(
      OWN_SERVERS.map((name) => [name, calls[name].map(({ tool }) => tool)]),
    );
    const wrong = [...failed, ...wrongOf(lines, planned)];
    say(tableOf(lines));
    for (const what of wrong) say(`NOT SO: ${what}`);
    const protocols = new Set(lines.flatMap((line) => ('protocol' in line ? [line.protocol] : [])));
    const tools = new Set(Object.values(planned).flat()).size;
    const ms = Math.round(performance.now() - started);
    say(
      `Python client ${SDK.join(' ')}, protocol ${[...protocols].join(', ')}: ${tools} tools over stdio and HTTP, ` +
        `${wrong.length} things wrong, ${ms} ms`,
    );
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await Promise.all(running.map((server) => server.close()));
    await Promise.all([overStdio, overHttp].map(({ simulator }) => simulator.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the client says of each call, and of itself if it did not come to its end. */
async function saidBy(python: string, plan: object): Promise<{ lines: ClientLine[]; failed: string[] }> {
  const child = spawn(python, [packageFile('tests/peers/python_client.py')], {
    env: getDefaultEnvironment(),
    timeout: CLIENT_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(JSON.stringify(plan));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ClientLine.parse(JSON.parse(line)));
  return {
    lines,
    failed: code === 0 ? [] : [`the client ended with ${code}: ${stderr.trim().slice(-2_000)}`],
  };
}
