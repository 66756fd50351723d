import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const OXLINT = resolve('node_modules/oxlint/bin/oxlint');
const lint = (cwd: string) =>
  spawnSync(process.execPath, [OXLINT, '-f', 'unix', 'core'], { cwd, encoding: 'utf8' }).stdout;

describe('lint', () => {
  it('refuses I/O, SDKs, the clock, the environment and what lies outside in core/', () => {
    const folder = mkdtempSync(join(tmpdir(), 'casefile-lint-'));
    try {
      mkdirSync(join(folder, 'core/alarm'), { recursive: true });
      cpSync('.oxlintrc.json', join(folder, '.oxlintrc.json'));
      writeFileSync(
        join(folder, 'core/alarm/bad.ts'),
        `import { readFile } from 'node:fs/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { tools } from '../../mcp/client/live-tools.ts';
export const bad = [readFile, LambdaClient, tools, Date.now(), process.env];\n`,
      );
      const said = lint(folder);
      const refused = [
        'node:fs/promises',
        '@aws-sdk/client-lambda',
        '../../mcp/client/live-tools.ts',
        "'Date'",
        "'process'",
      ];
      for (const what of refused) expect(said).toContain(what);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('lets core/ itself pass', () => {
    expect(lint('.')).toBe('');
  });
});
