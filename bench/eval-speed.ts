/**
 * How fast incidents are played: scenarios a minute and memory of `casefile eval`, and what the simulator itself
 * costs a request.
 *
 * Method: `casefile eval` on the folder in a process of its own, latency off, two at a time; elapsed time, CPU time of
 * all its processes (the kernel's count of waited-for children) and the highest sum of the process tree's proportional
 * set sizes, read every 100 ms. Then one simulator in a process of its own is sent each kind of request below 200
 * times, one after the other, over loopback HTTP with the alarm's moment as data time; its CPU time is read from
 * /proc before and after, so what this process spends is not in it. Linux only; times on a shared machine are upper
 * bounds.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { packageFile } from '../adapters/package-files.ts';
import { startSimulator } from '../run/simulator-process.ts';
import { childCpu, cpuOf, treeMegabytes } from './process-cost.ts';

const REQUESTS = 200;
const folder = process.argv[2] ?? packageFile('scenarios');
const root = mkdtempSync(join(tmpdir(), 'casefile-eval-speed-'));

async function evaluate(): Promise<void> {
  const before = childCpu();
  const started = performance.now();
  const child = spawn(process.execPath, [packageFile('bin/casefile.js'), 'eval', folder, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  let megabytes = 0;
  const timer = setInterval(() => {
    megabytes = Math.max(megabytes, treeMegabytes(child.pid ?? 0));
  }, 100);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  const seconds = (performance.now() - started) / 1_000;
  const { cases } = z.object({ cases: z.array(z.object({ calls: z.number() })) }).parse(JSON.parse(output));
  const calls = cases.reduce((sum, one) => sum + one.calls, 0);
  const cpu = childCpu() - before;
  process.stdout.write(
    `eval: ${cases.length} scenarios, ${calls} tool calls in ${seconds.toFixed(1)} s: ${((cases.length / seconds) * 60).toFixed(0)} a minute, ` +
      `${(cpu / cases.length).toFixed(2)} s CPU each, at most ${megabytes.toFixed(0)} MB for all processes\n`,
  );
}

async function requests(): Promise<void> {
  const simulator = await startSimulator({
    scenario: packageFile('scenarios/bad-deploy.yaml'),
    log: join(root, 'simulator.log'),
  });
  try {
    const { at } = await simulator.alarm();
    await simulator.moveTo(at + 2_000);
    const seconds = (ms: number) => Math.floor(ms / 1_000);
    const range = { StartTime: seconds(at) - 4_800, EndTime: seconds(at) };
    const metric = (name: string, i: number) => ({
      Id: `m${i}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName: name,
          Dimensions: [{ Name: 'FunctionName', Value: 'checkout-api' }],
        },
        Period: 60,
        Stat: 'Sum',
      },
    });
    const kinds: [what: string, target: string, body: object][] = [
      [
        'GetMetricData, 5 series of 80 minutes',
        'GraniteServiceVersion20100801.GetMetricData',
        {
          ...range,
          MetricDataQueries: ['Errors', 'Invocations', 'Throttles', 'Duration', 'ConcurrentExecutions'].map(
            metric,
          ),
        },
      ],
      [
        'DescribeAlarms',
        'GraniteServiceVersion20100801.DescribeAlarms',
        { AlarmNames: ['checkout-api-errors'] },
      ],
      [
        'FilterLogEvents, 15 minutes (4,000 lines)',
        'Logs_20140328.FilterLogEvents',
        {
          logGroupName: '/shop/checkout-api',
          startTime: at - 900_000,
          endTime: at,
          filterPattern: '?ERROR',
          nextToken: 'from-0',
        },
      ],
      [
        'LookupEvents',
        'CloudTrail_20131101.LookupEvents',
        { ...range, LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'checkout-api' }] },
      ],
    ];
    for (const [what, target, body] of kinds) {
      const send = async () => {
        const response = await fetch(simulator.endpoint, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.1',
            'x-amz-target': target,
            authorization: 'AWS4-HMAC-SHA256 Credential=AKID/20260310/eu-west-1/x/aws4_request',
          },
          body: JSON.stringify(body),
        });
        if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
        await response.arrayBuffer();
      };
      await send();
      const cpu = cpuOf(simulator.pid ?? 0);
      const started = performance.now();
      for (let n = 0; n < REQUESTS; n++) await send();
      const elapsed = (performance.now() - started) / REQUESTS;
      const spent = ((cpuOf(simulator.pid ?? 0) - cpu) / REQUESTS) * 1_000;
      process.stdout.write(
        `${what.padEnd(44)} ${elapsed.toFixed(2)} ms elapsed, ${spent.toFixed(2)} ms of it the simulator's CPU\n`,
      );
    }
  } finally {
    await simulator.close();
  }
}

await evaluate();
await requests();
rmSync(root, { recursive: true, force: true });
