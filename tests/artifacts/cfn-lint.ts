import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = '1.58.0';

/** cfn-lint, from PyPI in a virtual environment of its own; or why there is none. */
export function installCfnLint(): { program: string } | { skipped: string } {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? tmpdir(), 'casefile-peers', `cfn-lint-${VERSION}`);
  const program = join(folder, 'bin', 'cfn-lint');
  if (existsSync(program)) return { program };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const run = (command: string, ...args: string[]) =>
    spawnSync(command, args, { encoding: 'utf8', timeout: 240_000 }).status === 0;
  if (!run('python3', '-m', 'venv', folder)) return { skipped: 'there is no Python with venv' };
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--retries', '1', `cfn-lint==${VERSION}`];
  if (run(join(folder, 'bin', 'pip'), ...pip)) return { program };
  rmSync(folder, { recursive: true, force: true });
  return { skipped: 'it can not be had from PyPI' };
}
