import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { casefileCommand } from '../../../adapters/servers/own-command.ts';
import { type AwsStub, awsStub } from '../../harness/aws-stub.ts';

let stub: AwsStub;
beforeEach(async () => {
  stub = await awsStub();
});
afterEach(() => stub.close());

const message = (method: string, params: object, id?: number) =>
  `${JSON.stringify({ jsonrpc: '2.0', method, params, ...(id !== undefined && { id }) })}\n`;
const HELLO = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } };

describe('a server over stdio', () => {
  it('answers what is under way when its client has gone, but for what was cancelled, and ends well', async () => {
    const list = { Functions: [], NextMarker: '' };
    const asked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    stub.answer({ 'GET /2015-03-31/functions': list, 'GET /2016-08-19/account-settings': {} });
    stub.delay = () => {
      if (stub.asked.length === 2) asked.resolve();
      return release.promise;
    };
    const { command, args } = casefileCommand(['mcp', 'lambda']);
    const { endpoint = '' } = stub.aws as { endpoint?: string };
    const env = {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
    };
    const child = spawn(command, args, { env: { PATH: process.env['PATH'], ...env } });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const ended = once(child, 'close');
    child.stdin.write(message('initialize', HELLO, 1) + message('notifications/initialized', {}));
    child.stdin.write(message('tools/call', { name: 'list_functions', arguments: {} }, 2));
    child.stdin.write(message('tools/call', { name: 'list_functions', arguments: { nameContains: 'x' } }, 3));
    await asked.promise;
    // AWS answers once the cancellation was read: the answer to what came behind it says so.
    child.stdin.write(message('notifications/cancelled', { requestId: 3 }) + message('ping', {}, 4));
    while (!stdout.includes('"id":4')) await once(child.stdout, 'data');
    child.stdin.end();
    release.resolve();
    expect(await ended).toEqual([0, null]);
    const ids = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: number }).id);
    expect(ids.toSorted((a, b) => a - b)).toEqual([1, 2, 4]);
  });
});
