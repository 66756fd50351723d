/**
 * Attaches six official MCP servers of AWS Labs to an investigation, by configuration alone, pins their tools as
 * `casefile mcp pin` does, and compares with the same investigation without them. `npm run test:attached`; ends with 1
 * if one of them is not quoted or decides anything. Skipped where the servers can't be had from PyPI.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinsFileOf, readPins, writePins } from '../../adapters/servers/pins-file.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { mcpPin } from '../../cli/servers/mcp-pin.ts';
import { canonical } from '../../core/canonical.ts';
import { type Ran, runWith } from './attached-run.ts';
import { SERVERS, attachedFile, installAttached, oursAlone } from './attached-servers.ts';
import { openWorld } from './attached-world.ts';

/** Two at a time: each takes seconds of a core to start, and has ten. */
const names = Object.keys(SERVERS);
const PAIRS = names.flatMap((_name, i) => (i % 2 === 0 ? [names.slice(i, i + 2)] : []));

const started = performance.now();
const say = (line: string) => process.stdout.write(`${line}\n`);
const wrong: string[] = [];
const expect = (what: string, holds: boolean) => {
  if (!holds) wrong.push(what);
};

const installed = installAttached();
if ('skipped' in installed) {
  say(`attached servers: skipped: ${installed.skipped}`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'casefile-attached-'));
  const world = await openWorld(folder);
  try {
    const file = join(folder, 'casefile.yml');
    const attach = (these: readonly string[]) =>
      writeFileSync(file, JSON.stringify(attachedFile(installed.programs, world.env, these)));
    attach(names);
    expect('all tools are pinned', (await mcpPin({ config: file })) === 0);
    const without = await runWith(oursAlone, say);
    say(`Without attached servers: ${without.ms} ms, ${without.decided.findings.length} findings`);
    say(without.decided.key);
    for (const pair of PAIRS) {
      attach(pair);
      const attached = await runWith(await readConfig(file), say);
      say(`\nWith ${pair.join(' and ')}: ${attached.ms} ms`);
      for (const name of pair) quoted(name, attached);
      decidesNothing(attached, without);
      if (pair.includes('docs')) say(`\n${sectionOf(attached.markdown, 'What other servers say')}`);
    }
    const pages = [...new Set(world.pages)];
    say(`\nAsked of the web: ${pages.join(', ')}`);
    say(
      `Asked of AWS beside the simulator: ${world.operations.map(({ operation }) => operation).join(', ')}`,
    );
    expect(
      'only known pages are asked for',
      pages.every((page) => !/^CONNECT|http:/.test(page)),
    );
    attach(['docs', 'kb']);
    await changedPin(file, without);
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
  for (const what of wrong) say(`NOT SO: ${what}`);
  say(`${names.length} servers, ${wrong.length} deviations, ${seconds()} s`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

/** Each question of the server is answered, and its answer quoted with the question's number. */
function quoted(server: string, { said, markdown }: Ran): void {
  const attached = SERVERS[server];
  say(`  ${attached?.package} ${attached?.version}`);
  for (const { tool, read } of attached?.questions ?? []) {
    const answer = said.find((one) => one.server === server && one.tool === tool);
    const lines = answer?.lines ?? [];
    say(`    ${tool} ${answer?.args}, read as ${read}`);
    for (const line of lines) say(`      [${answer?.probe}] ${line}`);
    expect(`${server}.${tool} is quoted`, lines.length > 0);
    expect(`${server}.${tool} is cited in the Markdown`, markdown.includes(`[${answer?.probe}]`));
  }
}

function decidesNothing(ran: Ran, without: Ran): void {
  const { decided, verdict, restsOn, said, gaps, failures } = ran;
  const sameKey = decided.key === without.decided.key;
  const sameFindings = canonical(decided.findings) === canonical(without.decided.findings);
  const passages = said.flatMap((one) => one.passages.map(({ text }) => text.slice(0, 60)));
  const told = passages.filter((text) => verdict.includes(JSON.stringify(text).slice(1, -1)));
  const rests = said.filter(({ probe }) => restsOn.includes(`E${probe.slice(1)}`));
  for (const gap of gaps) say(`  gap: ${gap}`);
  say(`  verdict ${sameKey ? 'the same' : `ANOTHER: ${decided.key}`}`);
  say(`  ${decided.findings.length} findings, ${sameFindings ? 'the same' : 'OTHERS'}`);
  say(`  ${passages.length} passages, ${told.length} in the verdict; ${rests.length} findings rest on one`);
  say(`  verify: ${failures.length} failures${failures.map((failure) => `\n    ${failure}`).join('')}`);
  expect('no attached server is a gap', gaps.length === 0);
  expect('the verdict is the same', sameKey);
  expect('the findings are the same', sameFindings && decided.findings.length > 0);
  expect('what other servers say is in no finding', told.length === 0 && rests.length === 0);
  expect('the case verifies', failures.length === 0);
}

/** Of two servers, one tool has another pin: it is not called any more, and all else is as before. */
async function changedPin(file: string, without: Ran): Promise<void> {
  const pins = await readPins(pinsFileOf(file));
  await writePins(pinsFileOf(file), {
    ...pins,
    docs: { ...pins['docs'], search_documentation: '0'.repeat(64) },
  });
  const { said, gaps, decided, failures } = await runWith(await readConfig(file), say);
  say('\nWith the pin of docs.search_documentation changed:');
  for (const gap of gaps) say(`  gap: ${gap}`);
  say(`  quoted: ${said.map(({ server, tool }) => `${server}.${tool}`).join(', ')}`);
  expect(
    'the changed tool alone is a gap',
    gaps.length === 1 &&
      /search_documentation is not called: its definition is not the pinned one/.test(gaps[0] ?? ''),
  );
  expect(
    'the other tools are quoted',
    said.map(({ tool }) => tool).join(' ') === 'read_documentation QueryKnowledgeBases',
  );
  expect('the verdict is the same without it', decided.key === without.decided.key && failures.length === 0);
}

function sectionOf(markdown: string, title: string): string {
  const [, after = ''] = markdown.split(`## ${title}\n`);
  return `## ${title}\n${after.split('\n## ')[0]?.trimEnd()}`;
}

function seconds(): number {
  return Math.round((performance.now() - started) / 1_000);
}
