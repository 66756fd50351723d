/**
 * Patterns of log lines against Drain3, the usual miner: grouping accuracy, lines a second, memory.
 *
 * Method: Drain3 with its default settings, from PyPI, in an environment of its own and in a process of its own; ours in a
 * process of its own too. Both get the same lines, one after the other in one run. Accuracy needs a folder of sets in the
 * format of LogHub (`*_2k.log_structured.csv`; its licence does not allow that they lie here): GA = share of lines whose group
 * has exactly the lines that it should have; FGA = F1 of the groups (Zhu et al. 2019, Jiang et al. 2024). Speed: 200,000
 * lines of eight kinds as services log them ("warm"), and 2,000 lines each of which has a word of its own ("cold"); the
 * median of three runs.
 *
 *   node bench/log-patterns.ts [folder]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { identityOf } from '../core/logs/identity.ts';
import { maskKey, maskOf } from '../core/logs/mask.ts';
import { mergeTokens } from '../core/logs/merge-tokens.ts';
import { textOf, tokensOf } from '../core/logs/tokens.ts';

const DRAIN = 'drain3==0.9.11';
const RUNS = 3;

/** The pattern of each line, as `minePatterns` finds it, of healthy lines too. */
function ours(lines: readonly string[]): string[] {
  const firsts = new Map<number, number>();
  const kinds: string[][] = [];
  const kindOf = lines.map((line) => {
    const key = maskKey(line);
    const known = firsts.get(key);
    if (known !== undefined) return known;
    firsts.set(key, kinds.length);
    return kinds.push(tokensOf(maskOf(identityOf(line)))) - 1;
  });
  const merged = mergeTokens(kinds).map((tokens) => textOf(tokens));
  return kindOf.map((kind) => merged[kind] ?? '');
}

interface Mined {
  groups: readonly (string | number)[];
  seconds: number;
  peakMb: number;
}

function runOurs(lines: readonly string[]): Mined {
  const begun = performance.now();
  const groups = ours(lines);
  const seconds = (performance.now() - begun) / 1_000;
  return { groups, seconds, peakMb: process.resourceUsage().maxRSS / 1_024 };
}

const Mine = z.object({ clusters: z.array(z.number()), seconds: z.number(), peakMb: z.number() });
const Own = z.object({ groups: z.array(z.string()), seconds: z.number(), peakMb: z.number() });

/** In a process of its own, so that memory is only what these lines took. */
function ownChild(lines: readonly string[]): Mined {
  const child = spawnSync(process.execPath, [import.meta.filename, '--child'], {
    input: JSON.stringify(lines),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  return Own.parse(JSON.parse(child.stdout));
}

function drainChild(python: string, lines: readonly string[]): Mined {
  const child = spawnSync(python, [join(import.meta.dirname, 'drain-lines.py')], {
    input: JSON.stringify(lines),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (child.status !== 0) throw new Error(child.stderr);
  const { clusters, ...rest } = Mine.parse(JSON.parse(child.stdout));
  return { groups: clusters, ...rest };
}

/** Where Drain3 is installed; undefined if that can't be done here. */
function installed(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'casefile-drain3-'));
  const made = spawnSync('python3', ['-m', 'venv', folder]).status === 0;
  const python = join(folder, 'bin', 'python');
  const got = made && spawnSync(python, ['-m', 'pip', 'install', '-q', DRAIN]).status === 0;
  return got && existsSync(python) ? python : undefined;
}

/** Rows of a CSV file (RFC 4180), by its header. */
function readCsv(file: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of readFileSync(file, 'utf8').matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ',') rows.push([]);
  }
  const [header = [], ...rest] = rows;
  return rest
    .filter((row) => row.length === header.length)
    .map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

function accuracy(groups: readonly (string | number)[], truth: readonly string[]) {
  const membersOf = (labels: readonly (string | number)[]) => {
    const members = new Map<string | number, number[]>();
    for (const [i, label] of labels.entries()) members.set(label, [...(members.get(label) ?? []), i]);
    return new Set([...members.values()].map((some) => some.join(' ')));
  };
  const wanted = membersOf(truth);
  const found = membersOf(groups);
  const right = [...found].filter((some) => wanted.has(some));
  const lines = right.reduce((sum, some) => sum + some.split(' ').length, 0);
  return { ga: lines / truth.length, fga: (2 * right.length) / (wanted.size + found.size) };
}

/** Lines as services log them; the same for each run. */
function repetitive(count: number): string[] {
  const id = (i: number) => `${(i * 2_654_435_761) % 4_294_967_296}`.padStart(10, '0');
  const uuid = (i: number) => `7f3a1c52-9d1e-4b7a-8a34-${id(i).padStart(12, '0')}`;
  const kinds: ((i: number) => string)[] = [
    (i) =>
      `2026-03-10T03:09:17.412Z\t${uuid(i)}\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"no seat for booking K${i}XQ","stack":["TypeError: no seat","    at reserve (/var/task/src/reserve.js:41:27)"]}`,
    (i) =>
      `{"level":"error","time":${1_770_000_000_000 + i},"msg":"charge failed","error":"connect ETIMEDOUT 10.0.3.${i % 250}:443","id":"${uuid(i)}"}`,
    (i) =>
      `[ERROR]\t2026-03-10T03:09:17.412Z\t${uuid(i)}\tcould not load order ${i}: Read timed out. (read timeout=5)`,
    (i) => `{"level":"info","message":"order placed","error":null,"durationMs":${i}}`,
    (i) => `Received block blk_-${id(i)} of size ${i} from /10.250.19.${i % 250}:54106`,
    (i) => `time="2026-03-10T03:09:17Z" level=warning msg="slow query" took=${i}ms table=orders`,
    (i) => `2026-03-10 03:09:17,412 ${uuid(i)} INFO  c.e.shop.Cart - cart ${i} has ${i % 7} items`,
    (i) =>
      `REPORT RequestId: ${uuid(i)}\tDuration: ${i}.18 ms\tBilled Duration: ${i} ms\tMemory Size: 512 MB\tMax Memory Used: 88 MB\t`,
  ];
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length]?.(i) ?? '');
}

function cold(count: number): string[] {
  const word = (i: number) =>
    `${i}`
      .split('')
      .map((digit) => 'abcdefghij'[Number(digit)])
      .join('');
  return Array.from(
    { length: count },
    (_, i) => `worker x${word(i)}x gave up on shard ${i} after ${i % 9} attempts at stage load`,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

function main(folder: string | undefined): void {
  const python = installed();
  if (python === undefined) print('Drain3 could not be installed here: ours alone is measured.');
  print('| lines | | lines a second | peak memory, MB |\n| --- | --- | --- | --- |');
  for (const [name, lines] of [
    ['200,000 repetitive', repetitive(200_000)],
    ['2,000 cold', cold(2_000)],
  ] as const) {
    const runs = Array.from({ length: RUNS }, () => ({
      own: ownChild(lines),
      drain: python === undefined ? undefined : drainChild(python, lines),
    }));
    const row = (who: string, some: readonly Mined[]) =>
      print(
        `| ${name} | ${who} | ${Math.round(lines.length / median(some.map(({ seconds }) => seconds))).toLocaleString('en')} | ${Math.round(median(some.map(({ peakMb }) => peakMb)))} |`,
      );
    row(
      'ours',
      runs.map(({ own }) => own),
    );
    const drains = runs.flatMap(({ drain }) => drain ?? []);
    if (drains.length > 0) {
      row('Drain3', drains);
      print(
        `| ${name} | ratio | ${(median(drains.map(({ seconds }) => seconds)) / median(runs.map(({ own }) => own.seconds))).toFixed(1)} | |`,
      );
    }
  }
  if (folder === undefined) return;
  print('\n| system | GA ours | FGA ours | GA Drain3 | FGA Drain3 |\n| --- | --- | --- | --- | --- |');
  const sums = [0, 0, 0, 0];
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('_2k.log_structured.csv'))
    .sort();
  for (const file of files) {
    const rows = readCsv(join(folder, file));
    const lines = rows.map((row) => row['Content'] ?? '');
    const truth = rows.map((row) => row['EventId'] ?? '');
    const own = accuracy(ours(lines), truth);
    const drain = python === undefined ? undefined : accuracy(drainChild(python, lines).groups, truth);
    const cells = [own.ga, own.fga, drain?.ga ?? NaN, drain?.fga ?? NaN];
    for (const [i, cell] of cells.entries()) sums[i] = (sums[i] ?? 0) + cell;
    print(
      `| ${basename(file).replace('_2k.log_structured.csv', '')} | ${cells.map((cell) => cell.toFixed(3)).join(' | ')} |`,
    );
  }
  print(`| average of ${files.length} | ${sums.map((sum) => (sum / files.length).toFixed(3)).join(' | ')} |`);
}

if (process.argv[2] === '--child') {
  const lines = z.array(z.string()).parse(JSON.parse(readFileSync(0, 'utf8')));
  process.stdout.write(JSON.stringify(runOurs(lines)));
} else main(process.argv[2]);
