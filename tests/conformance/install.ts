import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Installed } from '../peers/install.ts';

/** The version that the baselines were read off. */
export const VERSION = '0.1.16';

const NAME = '@modelcontextprotocol/conformance';
/** 50 MB with what it needs. */
const INSTALL_TIMEOUT_MS = 180_000;

/** The suite's program, from npm, in a folder of its own outside of the repository; or why there is none. */
export function installConformance(): Installed {
  const folder = join(
    process.env['XDG_CACHE_HOME'] ?? tmpdir(),
    'casefile-peers',
    `mcp-conformance-${VERSION}`,
  );
  const program = join(folder, 'node_modules', NAME, 'dist', 'index.js');
  if (existsSync(program)) return { program };
  // Gets its name when it is complete: a run that is broken off leaves nothing that looks installed.
  const fetched = `${folder}-fetched`;
  for (const old of [folder, fetched]) rmSync(old, { recursive: true, force: true });
  mkdirSync(fetched, { recursive: true });
  // Without one, npm would install into the nearest project above.
  writeFileSync(join(fetched, 'package.json'), '{ "private": true }\n');
  const { status, stderr, error } = spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      fetched,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=1000',
      `${NAME}@${VERSION}`,
    ],
    { cwd: fetched, encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS },
  );
  if (status === 0 && existsSync(program.replace(folder, fetched))) {
    renameSync(fetched, folder);
    return { program };
  }
  rmSync(fetched, { recursive: true, force: true });
  const said = error?.message ?? (stderr.trim().split('\n')[0] || `status ${status}`);
  return { skipped: `it can not be had from npm (${said})` };
}
