import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The version that the known differences were read off. */
export const VERSION = '1.5.33';

const INSTALL_TIMEOUT_MS = 240_000;

/** ministack's program, from PyPI in a virtual environment of its own; or why there is none. */
export function installMinistack(): { program: string } | { skipped: string } {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? tmpdir(), 'casefile-peers', `ministack-${VERSION}`);
  const program = join(folder, 'bin', 'ministack');
  if (existsSync(program)) return { program };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
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
      `ministack==${VERSION}`,
    ],
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
