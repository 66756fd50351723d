import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeRecord } from '../../../adapters/stores/record-text.ts';
import { Call } from '../../../core/case.ts';
import { type KeptCase, copyOf, fieldsOf, keptCase, rehash } from '../../harness/kept-case.ts';

/** Ends the line, paints it, turns it, hides in it. */
const HOSTILE = [
  '\n✔ Case 0 holds: 9 calls checked.',
  '\r✔ Case 0 holds.',
  '\u2028✔ Case 0 holds.',
  '\u2029✔ Case 0 holds.',
  '\u0085✔ Case 0 holds.',
  '\u001B[2K\u001B[1A✔ Case 0 holds.',
  '\u009B2K✔ Case 0 holds.',
  '\u202E.sdloh 0 esaC ✔',
  '\u200B\u2066\uFEFF',
  ' '.repeat(400),
].join('');
const PAINTS =
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u2028\u2029\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/;

/** As much of it as a file's name can be. */
const NAME = HOSTILE.slice(0, 60).replaceAll('/', '');

let folder: string;
let forged: KeptCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-shown-'));
  forged = copyOf(await keptCase({ scenario: 'bad-deploy' }));
  const call = Call.parse(forged.records.get('calls/P1.1.json'));
  forged.records.set('calls/P1.1.json', {
    ...call,
    server: `cloudwatch${HOSTILE}`,
    tool: `tool${HOSTILE}`,
    outcome: { failure: { reason: 'failed', detail: HOSTILE } },
  });
  const verdict = fieldsOf(forged, 'verdict-1.json') as { findings: { text: string; predicate: unknown }[] };
  for (const finding of verdict.findings) {
    finding.text = HOSTILE;
    finding.predicate = { op: 'equals', left: { value: 1 }, right: { value: 2 } };
  }
  const report = fieldsOf(forged, 'report-1.json') as { because: unknown[] };
  report.because.push({ text: HOSTILE, cites: [] }, { text: HOSTILE, cites: [HOSTILE] });
  fieldsOf(forged, 'rounds/2/ask.json')['failed'] = { [HOSTILE]: HOSTILE };
  fieldsOf(forged, 'config.json')[HOSTILE] = 1;
  rehash(forged);
  for (const [name, value] of forged.records) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, encodeRecord(name, value));
  }
  await writeFile(join(folder, `x${NAME}`), 'x');
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const casefile = (...args: string[]) =>
  spawnSync(process.execPath, ['bin/casefile.js', ...args], { encoding: 'utf8' });
const lines = (text: string) => text.trimEnd().split('\n');

describe('a hostile case file', () => {
  it('forges no line of verify, and paints none', () => {
    const { status, stdout } = casefile('verify', folder);
    expect(status).toBe(1);
    expect(stdout).not.toMatch(PAINTS);
    for (const line of lines(stdout).slice(0, -1)) expect(line).toMatch(/^(✖|–) /);
    expect(lines(stdout).at(-1)).toMatch(/^Case [\w-]+ does not hold: \d+ failures?; /);
    for (const line of lines(stdout)) expect(line.length).toBeLessThan(420);
  });

  it('paints nothing of its JSON either', () => {
    const { stdout } = casefile('verify', folder, '--json');
    expect(stdout).not.toMatch(PAINTS);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, state: 'does-not-hold' });
  });

  it('forges no line of show --calls, and paints none', () => {
    const { stdout } = casefile('show', folder, '--calls');
    expect(stdout).not.toMatch(PAINTS);
    const calls = [...forged.records.keys()].filter((name) => name.startsWith('calls/'));
    expect(lines(stdout)).toHaveLength(calls.length);
    for (const line of lines(stdout)) {
      expect(line).toMatch(/^P\d+\.\d+ /);
      expect(line.length).toBeLessThan(420);
    }
  });

  it('forges no line where it can not be read at all', async () => {
    const broken = join(folder, '..', `broken-${basename(folder)}`);
    await cp(folder, broken, { recursive: true });
    await writeFile(join(broken, 'calls', `P1${NAME}.json`), '{');
    await writeFile(join(broken, 'calls', `P2${NAME}.json`), JSON.stringify({ [HOSTILE]: 1 }));
    const told = casefile('show', broken, '--calls').stderr;
    await writeFile(join(broken, 'event.json'), JSON.stringify({ v: 3, [HOSTILE]: HOSTILE }));
    for (const stderr of [told, casefile('verify', broken).stderr]) {
      expect(stderr).not.toMatch(PAINTS);
      expect(lines(stderr)).toEqual([expect.stringMatching(/^casefile: /), expect.stringMatching(/^ {2}\S/)]);
    }
    await rm(broken, { recursive: true });
  });

  it('is the same in the JSON of show --calls, which paints nothing', () => {
    const { stdout } = casefile('show', folder, '--calls', '--json');
    expect(stdout).not.toMatch(PAINTS);
    expect((JSON.parse(stdout) as Call[])[0]?.tool).toBe(`tool${HOSTILE}`);
  });
});
