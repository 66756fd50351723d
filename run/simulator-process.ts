import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { Json } from '../core/canonical.ts';
import { CasefileError } from '../core/errors.ts';
import type { AwsOptions } from '../mcp/server-kit/aws-options.ts';
import { Ready, type SimulatorOptions } from '../simulator/simulate.ts';
import { casefileCommand } from '../adapters/servers/own-command.ts';
import { endChild } from '../adapters/servers/server-process.ts';

export interface Simulator {
  /** Where AWS clients connect to. */
  endpoint: string;
  region: string;
  account: string;
  pid: number | undefined;
  /** The alarm's event, and when it happened (epoch ms). */
  alarm(): Promise<{ event: Json; at: number }>;
  /** The event that ends the alarm that began at `alarmAt`. */
  ok(alarmAt: number, at: number): Promise<Json>;
  /** Moves the data time; nothing else does. */
  moveTo(epochMs: number): Promise<void>;
  close(): Promise<void>;
}

/** What AWS clients need to use a simulator as if it were AWS: here, and in processes of their own. */
export function accessTo({ endpoint, region }: Pick<Simulator, 'endpoint' | 'region'>): {
  aws: AwsOptions;
  env: Record<string, string>;
} {
  const credentials = { accessKeyId: 'AKIDSIMULATED', secretAccessKey: 'simulated' };
  return {
    aws: { region, endpoint, credentials },
    env: {
      AWS_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  };
}

/** Starts the simulator in its own process. @throws CasefileError `SimulatorFailed`, `ScenarioInvalid` */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { command, args } = casefileCommand(['simulator', JSON.stringify(options)]);
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const { endpoint, control, region, account } = await ready(child);

  async function ask(path: string, body?: Json): Promise<unknown> {
    const response = await fetch(`${control}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    }).catch((cause: unknown) => {
      throw new CasefileError('SimulatorFailed', 'The simulator does not answer any more.', {
        hint: 'Its process has ended; run the command again.',
        cause,
      });
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw new CasefileError('ScenarioInvalid', z.object({ message: z.string() }).parse(answer).message, {
      hint: 'Choose another --seed, or another scenario.',
    });
  }

  return {
    endpoint,
    region,
    account,
    pid: child.pid,
    async alarm() {
      return z.object({ event: Json, at: z.number() }).parse(await ask('/alarm'));
    },
    async ok(alarmAt, at) {
      return z.object({ event: Json }).parse(await ask(`/ok?alarmAt=${alarmAt}&at=${at}`)).event;
    },
    async moveTo(epochMs) {
      await ask('/time', { now: epochMs });
    },
    close: () => endChild(child),
  };
}

/** Building a large scenario takes seconds. */
const START_TIMEOUT_MS = 30_000;

/** The child's first line says where it listens; if it ends before, its stderr says why. */
function ready(child: ChildProcess): Promise<z.infer<typeof Ready>> {
  return new Promise((resolve, reject) => {
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error('the child has pipes');
    let said = '';
    stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2_000)));
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(
        new CasefileError('SimulatorFailed', `The simulator did not start: ${why}`, {
          hint: '`casefile scenario check FILE` says what is wrong with a scenario, and what a play of it costs.',
        }),
      );
    };
    const timer = setTimeout(
      () => fail(`it said nothing within ${START_TIMEOUT_MS / 1_000} s`),
      START_TIMEOUT_MS,
    );
    child.once('exit', () => clearTimeout(timer));
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => fail(said.trim() || `exit code ${code}`));
    createInterface({ input: stdout }).once('line', (line) => {
      clearTimeout(timer);
      try {
        resolve(Ready.parse(JSON.parse(line)));
      } catch {
        fail(line.slice(0, 200));
      }
    });
  });
}
