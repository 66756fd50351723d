/**
 * Breaks a copy of the code on purpose, once for each item of the security checklist, and sees the item's test fail:
 * a test that can't fail proves nothing. `npm run test:breaks [-- C1 S7 ...]`; ends with 1 if a break goes unnoticed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { type Break, BREAKS } from './breaks.ts';

const Report = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ title: z.string(), status: z.string() })) }),
  ),
});

/** Of an item's tests, the ones that failed. */
function failing({ item, test }: Break, copy: string): string[] {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const jest = resolve('node_modules/jest/bin/jest.js');
  const options = ['--experimental-vm-modules', '--no-warnings', jest, '-i', test, '-t', `${item}: `];
  spawnSync(process.execPath, [...options, '--json', '--outputFile', report], {
    cwd: copy,
    timeout: 300_000,
  });
  const { testResults } = Report.parse(JSON.parse(readFileSync(report, 'utf8')));
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ title, status }) => title.startsWith(`${item}: `) && status === 'failed')
    .map(({ title }) => title);
}

const only = process.argv.slice(2);
const copy = mkdtempSync(join(tmpdir(), 'casefile-breaks-'));
let unnoticed = 0;
try {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' });
  for (const file of files.trim().split('\n')) cpSync(file, join(copy, file));
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  for (const one of BREAKS.filter(({ item }) => only.length === 0 || only.includes(item))) {
    const edits = [one, ...(one.also === undefined ? [] : [one.also])];
    for (const { file, from, to } of edits) {
      const whole = readFileSync(file, 'utf8');
      const broken = whole.replace(from, to);
      if (broken === whole) throw new Error(`${one.item}: what is to be broken is not in ${file} any more`);
      writeFileSync(join(copy, file), broken);
    }
    const titles = failing(one, copy);
    for (const { file } of edits) cpSync(file, join(copy, file));
    if (titles.length === 0) unnoticed++;
    process.stdout.write(`${one.item}, ${one.what} (${one.file}): ${titles[0] ?? 'NOT NOTICED'}\n`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.stdout.write(
  `${unnoticed === 0 ? 'every break was noticed' : `${unnoticed} breaks went unnoticed`}\n`,
);
process.exitCode = unnoticed === 0 ? 0 : 1;
