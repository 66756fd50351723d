import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CasefileError } from '../core/errors.ts';
import { casefileCommand } from './own-command.ts';

export interface ServerProcess {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts one of our servers over HTTP on a free port, as a child that ends with us.
 * @throws CasefileError `ServerUnavailable`
 */
export function startServerProcess(
  name: string,
  env: Record<string, string>,
  onLog: (line: string) => void,
): Promise<ServerProcess> {
  const { command, args } = casefileCommand(['mcp', name, '--http', '--port', '0', '--until-stdin-ends']);
  const child = spawn(command, args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...getDefaultEnvironment(), ...env },
  });
  const close = () =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.stdin.end();
    });
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(
        new CasefileError('ServerUnavailable', `MCP server ${name} did not start: ${why}`, {
          hint: `Try it alone: casefile mcp ${name} --http`,
        }),
      );
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`it ended with ${signal ?? `exit code ${code}`}`));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const url = /listening on (http:\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve({ url, close });
      else onLog(line);
    });
  });
}
