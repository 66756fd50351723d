import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Names } from './names.ts';
import type { Place } from './place.ts';

const AT_MOST_MS = 20 * 60_000;
/** What a company's network may need. */
const PASSED = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'];

/** Runs `serverless deploy` or `remove` as a person would, with a casefile.yml that takes the application's alarms only. */
export async function serverless(
  command: 'deploy' | 'remove',
  place: Place,
  { stage, application }: Names,
  signal: AbortSignal,
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'casefile-aws-'));
  try {
    const config = join(home, 'casefile.yml');
    const settings = { scope: { prefixes: [`${application}-`] }, deployment: { logDays: 7, caseDays: 1 } };
    writeFileSync(config, stringify(settings));
    const env = {
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      // Neither profiles nor settings of this machine: who we are is in the variables.
      HOME: home,
      CASEFILE_YML: config,
      SLS_TELEMETRY_DISABLED: '1',
      ...Object.fromEntries(PASSED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
      ...(await place.env()),
    };
    const program = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
    await run([program, command, '--stage', stage, '--region', place.region], env, signal);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function run(args: string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, args, {
    env,
    // A Ctrl-C is for this process, which then decides what to do.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(AT_MOST_MS)]),
  });
  let said = '';
  const note = (chunk: Buffer) => (said = `${said}${chunk.toString('utf8')}`.slice(-3_000));
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  await once(child, 'close').catch((error: unknown) => {
    // Why it was stopped tells more than that it was.
    signal.throwIfAborted();
    throw error;
  });
  if (child.exitCode !== 0)
    throw new Error(`serverless ${args[1]} ended with ${child.exitCode}:\n${said.trim()}`);
}
