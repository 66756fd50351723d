import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** Runs a handler as Lambda does: what it returned, and what it wrote to stdout. */
function invoked(
  file: string,
  event: object,
): { answer: Record<string, unknown>; lines: Record<string, unknown>[] } {
  const code = `const { handler } = await import(${JSON.stringify(resolve(file))});
    process.stderr.write(JSON.stringify(await handler(JSON.parse(process.argv[1]))));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', code, JSON.stringify(event)],
    {
      encoding: 'utf8',
      timeout: 30_000,
      env: {
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'y',
        AWS_LAMBDA_FUNCTION_NAME: 'mcp',
      },
    },
  );
  return {
    answer: JSON.parse(stderr) as Record<string, unknown>,
    lines: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const event = (params: object) => ({
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  requestContext: { http: { method: 'POST', path: '/' } },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
});

describe('a server as a function', () => {
  it('measures its calls with the server as the only dimension, and logs each', () => {
    const { answer, lines } = invoked(
      'functions/handlers/mcp-lambda.ts',
      event({ name: 'list_versions', arguments: { function: '' } }),
    );
    expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining('InvalidArguments') });
    const measures = lines.find((line) => '_aws' in line);
    expect(measures).toMatchObject({
      service: 'mcp-lambda',
      Errors: 1,
      Throttles: 0,
      CacheHits: 0,
      _aws: { CloudWatchMetrics: [{ Namespace: 'Casefile', Dimensions: [['service']] }] },
    });
    expect(Object.keys(measures ?? {}).toSorted()).toEqual([
      'CacheHits',
      'Errors',
      'Latency',
      'MemoryUsed',
      'ResultSize',
      'Throttles',
      '_aws',
      'service',
    ]);
    expect(lines.find((line) => 'tool_name' in line)).toMatchObject({
      tool_name: 'list_versions',
      success: false,
      error_type: 'InvalidArguments',
    });
  });
});
