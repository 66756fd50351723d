#!/usr/bin/env node
// Runs the sources in a clone and the bundle in a package: Node refuses to strip types under node_modules.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const source = new URL('../cli/main.ts', import.meta.url);
const bundle = new URL('../dist/main.mjs', import.meta.url);

// Started below: ends with the process that did, however that ends. This alone keeps nothing alive.
if (process.channel) {
  process.once('disconnect', () => process.exit(1));
  process.channel.unref();
}

if (!existsSync(source)) {
  module.enableCompileCache?.();
  await import(bundle);
} else if (process.features.typescript) {
  module.enableCompileCache?.();
  await import(source);
} else {
  // A clone on an older Node: npm ci has brought one that can.
  const node = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(node)) {
    process.stderr.write('casefile: run `npm ci` first; it brings the Node that the sources need.\n');
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) =>
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
  );
}
