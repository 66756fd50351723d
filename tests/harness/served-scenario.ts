import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const BIN = resolve('bin/casefile.js');

/** A scenario as if it were an account, its alarm just now; `env` is what AWS clients need to use it. */
export interface Served {
  env: Record<string, string>;
  close(): Promise<void>;
}

export function serveScenario(name: string, ...args: string[]): Promise<Served> {
  const child = spawn(process.execPath, [BIN, 'scenario', 'serve', name, '--until-stdin-ends', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  return new Promise((done, failed) => {
    let said = '';
    child.once('close', () => failed(new Error(`the scenario is not served: ${said}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const variables = [...said.matchAll(/^export (\w+)=(.*)\n/gm)];
      if (variables.length < 4) return;
      done({
        env: Object.fromEntries(variables.map(([, key = '', value = '']) => [key, value])),
        async close() {
          child.stdin.end();
          await ended;
        },
      });
    });
  });
}
