import { type ChildProcess, spawn } from 'node:child_process';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CasefileError } from '../../core/errors.ts';
import { childLog } from '../../mcp/client/child-log.ts';
import { casefileCommand } from './own-command.ts';

export interface ServerProcess {
  url: string;
  close(): Promise<void>;
}

/** A child that has not said where it listens by then will not. */
const START_TIMEOUT_MS = 10_000;
/** A child that is asked to end and doesn't is killed. */
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * Starts one of our servers over HTTP on a free port, as a child that ends with us.
 * @param server its name, and options of `casefile mcp`
 * @param onEnd called when it has ended, or could not be started
 * @throws CasefileError `ServerUnavailable`
 */
export async function startServerProcess(
  server: readonly [name: string, ...options: string[]],
  env: Record<string, string>,
  onLog: (line: string) => void,
  onEnd: () => void = () => undefined,
): Promise<ServerProcess> {
  const { command, args } = casefileCommand([
    'mcp',
    ...server,
    '--http',
    '--port',
    '0',
    '--until-stdin-ends',
  ]);
  const child = spawn(command, args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...getDefaultEnvironment(), ...env },
  });
  child.once('exit', onEnd).once('error', onEnd);
  try {
    const url = await firstMatch(child, /listening on (http:\S+)/, onLog);
    return { url, close: () => endChild(child) };
  } catch (cause) {
    child.kill('SIGKILL');
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CasefileError('ServerUnavailable', `MCP server ${server[0]} did not start: ${why}`, {
      hint: `Try it alone: casefile mcp ${server[0]} --http`,
      cause,
    });
  }
}

/** The first group of the first line on stderr that matches; all other lines go to `onLog`. */
function firstMatch(child: ChildProcess, pattern: RegExp, onLog: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it does not say where it listens')), START_TIMEOUT_MS);
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(why));
    };
    child.once('error', ({ message }) => fail(message));
    child.once('exit', (code, signal) => fail(`it ended with ${signal ?? `exit code ${code}`}`));
    if (child.stderr === null) return fail('it has no stderr');
    const hear = childLog((line) => {
      const match = pattern.exec(line)?.[1];
      if (match === undefined) return onLog(line);
      clearTimeout(timer);
      resolve(match);
    });
    child.stderr.on('data', hear);
  });
}

/** Closes a child's stdin, which asks ours to end, and kills it if it does not. */
export function endChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.stdin?.end();
  });
}
