import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The version that the known differences were read off. */
export const VERSION = '1.5.33';

/** The largest takes half a gigabyte. */
const INSTALL_TIMEOUT_MS = 420_000;

export type Installed = { program: string } | { skipped: string };

/** ministack's program. */
export function installMinistack(): Installed {
  return installFromPyPI('ministack', VERSION);
}

/** A package's program of the same name, in a virtual environment of its own; or why there is none. */
export function installFromPyPI(name: string, version: string): Installed {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? tmpdir(), 'casefile-peers', `${name}-${version}`);
  const program = join(folder, 'bin', name);
  if (existsSync(program)) return { program };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const python = join(folder, 'bin', 'python');
  const steps: [why: string, command: string, ...args: string[]][] = [
    ['there is no Python with venv', 'python3', '-m', 'venv', folder],
    [
      'it can not be had from PyPI',
      join(folder, 'bin', 'pip'),
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--retries',
      '1',
      `${name}==${version}`,
    ],
    // Where PYTHONDONTWRITEBYTECODE is set, it would be compiled at every start.
    ['it can not be compiled', python, '-m', 'compileall', '-q', join(folder, 'lib')],
  ];
  for (const [why, command, ...args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, {
      encoding: 'utf8',
      timeout: INSTALL_TIMEOUT_MS,
    });
    if (status === 0) continue;
    rmSync(folder, { recursive: true, force: true });
    const said = (error?.message ?? stderr).trim().split('\n').at(-1) ?? '';
    return { skipped: `${why} (${said})` };
  }
  return { program };
}
