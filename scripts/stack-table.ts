/**
 * What the packaged stack is made of: for each function its size, how long Node takes to import it, and what its role may
 * do. `npm run stack:table`. Import: median of 7 fresh processes of this machine's Node, the process's own start
 * subtracted; not Lambda's arm64, so compare the rows, not the numbers.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { type PackagedStack, packageStack, unpack } from '../tests/artifacts/packaged-stack.ts';

const RUNS = 7;
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  CASEFILE_BUCKET: 'cases',
  CASEFILE_TOPIC: 'arn:aws:sns:eu-west-1:111122223333:reports',
  CASEFILE_FAILURES_TOPIC: 'arn:aws:sns:eu-west-1:111122223333:failures',
  CASEFILE_STATE_MACHINE: 'arn:aws:states:eu-west-1:111122223333:stateMachine:casefile',
};

const Role = z.object({
  Policies: z.array(
    z.object({
      PolicyDocument: z.object({
        Statement: z.array(
          z.object({ Effect: z.string(), Action: z.union([z.string(), z.array(z.string())]) }),
        ),
      }),
    }),
  ),
});

const folder = mkdtempSync(join(tmpdir(), 'casefile-table-'));
try {
  const stack = packageStack(folder, 'table');
  process.stdout.write('| function | KB | import ms | its role may |\n| --- | ---: | ---: | --- |\n');
  for (const name of stack.functions) {
    const { bytes, files, root } = unpack(stack, name);
    const entry = join(root, files.find((file) => file.endsWith('.mjs')) ?? '');
    const cells = [
      name,
      String(Math.round(bytes / 1_024)),
      importMs(entry).toFixed(0),
      actionsOf(stack, name),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function importMs(entry: string): number {
  const code = `const t = performance.now(); await import(${JSON.stringify(entry)}); process.stdout.write(String(performance.now() - t));`;
  const times = Array.from({ length: RUNS }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      env: ENVIRONMENT,
      encoding: 'utf8',
    });
    if (stdout === '') throw new Error(stderr);
    return Number(stdout);
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

function actionsOf({ template }: PackagedStack, name: string): string {
  const role = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Role`;
  const { Policies } = Role.parse(template.Resources[role]?.Properties);
  const actions = Policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? [Action].flat() : [])),
  );
  // Its own log, which every function writes.
  return actions.filter((action) => !/^logs:(CreateLogStream|PutLogEvents)$/.test(action)).join(', ');
}
