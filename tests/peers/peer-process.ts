import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Peer {
  endpoint: string;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
/** However the run goes, it does not outlive this. */
const LIFE_MS = 180_000;

/** Runs on loopback only, and writes into a folder of its own, which goes with it. */
export async function startMinistack(program: string): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'casefile-ministack-'));
  const port = await freePort();
  const child = spawn(program, [], {
    // It starts processes of its own; they end with it, as one group.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      TMPDIR: folder,
      STATE_DIR: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      CLOUDTRAIL_RECORDING: '1',
    },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2_000)));
  const kill = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
  };
  const life = setTimeout(() => kill('SIGKILL'), LIFE_MS);
  const close = async () => {
    clearTimeout(life);
    if (child.exitCode === null && child.signalCode === null) {
      kill('SIGTERM');
      const force = setTimeout(() => kill('SIGKILL'), 5_000);
      await once(child, 'exit');
      clearTimeout(force);
    }
    await rm(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + START_TIMEOUT_MS; Date.now() < until && child.exitCode === null;) {
    const ready = await fetch(`${endpoint}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return { endpoint, close };
    await sleep(50);
  }
  await close();
  throw new Error(`ministack did not start: ${said}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
