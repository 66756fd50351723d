/**
 * What `casefile verify` finds of forged cases.
 *
 * Method: two cases are recorded, one of a lying model (bad-deploy) and one with late rounds, an update and a model's
 * wording (no-stack); both are resolved. Then records are edited: some 50 forgeries by hand, as somebody would make them
 * who knows the program, and random ones: a record of some kind, a place in it, and there something is changed, deleted,
 * added, swapped, duplicated, renamed or reordered. After each edit every hash is made anew: of calls, in rounds, in the
 * evidence, in the manifest. An edit that leaves the same canonical JSON does not count. What is not found must be of a
 * kind that verify itself says can't be checked. Exits with 1 if an edit is neither.
 *
 *   node bench/tamper.ts [edits] [--seed n]
 */
import { hashOf } from '../core/canonical.ts';
import { State } from '../core/case.ts';
import { type Verification, verifyCase } from '../core/report/verify/verify-case.ts';
import { parseConfig } from '../adapters/config/config.ts';
import { dialects } from '../mcp/dialects/dialects.ts';
import { type KeptCase, copyOf, recordsIn, rehash, storeOf } from '../tests/harness/kept-case.ts';
import { type RunOptions, openRun } from '../tests/harness/simulated-run.ts';
import { FORGERIES } from './forgeries.ts';
import { type Edit, draws, kindOf, randomEdit } from './random-edit.ts';

const edits = Number(process.argv[2] ?? 500);
const seed = process.argv.includes('--seed') ? Number(process.argv[process.argv.indexOf('--seed') + 1]) : 12;

const config = parseConfig(
  { model: { use: 'converse', id: 'example.writer-v1', timeoutSeconds: 5 } },
  'bench',
);

/** A scenario from its alarm to its end. */
async function record(options: RunOptions): Promise<KeptCase> {
  const run = await openRun({ ...options, config });
  try {
    const { output } = await run.send(run.alarm.event);
    const { caseId } = State.parse(output);
    const at = run.alarm.at + 1_800_000;
    const ok = await run.simulator.ok(run.alarm.at, at);
    await run.setNow(at + 2_000);
    await run.send(ok);
    return { caseId, records: await recordsIn(run.store, caseId) };
  } finally {
    await run.close();
  }
}

const verified = async (of: KeptCase): Promise<Verification> =>
  verifyCase(await storeOf(of), of.caseId, dialects);
const isFound = ({ state }: Verification) => state !== 'holds';
const digest = ({ records }: KeptCase) => hashOf([...records].toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** What verify says of the kind of thing that was edited, by the beginning of its line. */
function reasonFor({ name, path: [top, second] }: Edit): string | undefined {
  const kind = kindOf(name);
  if (kind === 'calls')
    return top === 'durationMs'
      ? 'how long calls took'
      : top === 'outcome'
        ? 'what the servers answered'
        : undefined;
  if (kind === 'event.json') {
    if (top === 'event') return 'what nothing is derived from';
    if (top === 'execution') return second === 'startedAt' ? undefined : 'which execution it was';
    return top === 'openedAt' ? 'when the case was opened' : undefined;
  }
  if (kind === 'config.json') {
    return top === 'wordedBy' ? 'whether it was the configured model' : 'what nothing is derived from';
  }
  if (kind === 'rounds/ask')
    return top === 'now' ? 'when the case was opened' : top === 'failed' ? 'why a server failed' : undefined;
  if (kind === 'deliveries' || kind === 'attempts') return 'what was sent';
  if (kind === 'ok.json') {
    return top === 'event' ? 'that the alarm is OK again' : undefined;
  }
  if (kind === 'summary.json') return 'who worded the report';
  return undefined;
}

const cases = [
  await record({ scenario: 'bad-deploy', faults: { Converse: 'lies' } }),
  await record({ scenario: 'no-stack' }),
];
const [lied, updated] = cases;
if (lied === undefined || updated === undefined) throw new Error('two cases');
for (const one of cases) {
  const { state, failures, checked } = await verified(one);
  process.stdout.write(
    `${one.caseId} ${state} untouched (${checked.records} records)${failures.map((line) => `\n  ${line}`).join('')}\n`,
  );
}
let unexplained = 0;

process.stdout.write(`\n| forgery | result |\n| --- | --- |\n`);
let foundByHand = 0;
for (const { what, forge, manifest, unless } of FORGERIES) {
  const of = copyOf(updated);
  if (manifest) rehash(of);
  await forge(of);
  if (!manifest) rehash(of);
  const verification = await verified(of);
  const reason = verification.uncheckable.find((line) => unless?.test(line));
  const [said = verification.missing[0] ?? ''] = verification.failures;
  const found = isFound(verification);
  if (found) foundByHand++;
  // A forgery that was thought to be undiscoverable and is found is a wrong reason.
  const wrong = found ? unless !== undefined : reason === undefined;
  if (wrong) unexplained++;
  const told = verification.state === 'interrupted' ? `interrupted: ${said}` : said;
  const result = found ? `found: ${told}` : `not found. ${reason ?? 'NO REASON'}`;
  process.stdout.write(
    `| ${what} | ${wrong ? '**' : ''}${result.replaceAll('|', '\\|').slice(0, 160)}${wrong ? '**' : ''} |\n`,
  );
}
process.stdout.write(`\n${foundByHand} of ${FORGERIES.length} forgeries found.\n`);

const draw = draws(seed);
const rows = new Map<
  string,
  { edits: number; found: number; interrupted: number; reasons: Map<string, number> }
>();
let done = 0;
let same = 0;
while (done < edits) {
  const base = done % 2 === 0 ? updated : lied;
  const of = copyOf(base);
  rehash(of);
  const before = digest(of);
  const edit = randomEdit(of.records, draw);
  if (edit.name !== 'manifest.json') rehash(of);
  if (digest(of) === before) {
    same++;
    continue;
  }
  done++;
  const kind = kindOf(edit.name);
  const row = rows.get(kind) ?? { edits: 0, found: 0, interrupted: 0, reasons: new Map<string, number>() };
  rows.set(kind, row);
  row.edits++;
  const verification = await verified(of);
  if (isFound(verification)) {
    row.found++;
    if (verification.state === 'interrupted') row.interrupted++;
    continue;
  }
  const wanted = reasonFor(edit);
  const reason = verification.uncheckable
    .find((line) => wanted !== undefined && line.startsWith(wanted))
    ?.split(':')[0];
  if (reason === undefined) {
    unexplained++;
    process.stdout.write(`NOT FOUND, NO REASON: ${edit.how} ${edit.name} ${edit.path.join('.')}\n`);
  }
  const told = reason ?? 'NO REASON';
  row.reasons.set(told, (row.reasons.get(told) ?? 0) + 1);
}

process.stdout.write(
  '\n| record | edits | found | of these told as interrupted | not found, and why nobody could |\n| --- | --- | --- | --- | --- |\n',
);
const total = { edits: 0, found: 0 };
for (const [kind, row] of [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  total.edits += row.edits;
  total.found += row.found;
  const why = [...row.reasons].map(([reason, count]) => `${count} ${reason}`).join('; ');
  process.stdout.write(`| ${kind} | ${row.edits} | ${row.found} | ${row.interrupted} | ${why} |\n`);
}
process.stdout.write(
  `\nSeed ${seed}: ${total.found} of ${total.edits} random edits found, ${total.edits - total.found} not; ${same} more changed nothing. ${unexplained} without a reason.\n`,
);
process.exitCode = unexplained === 0 ? 0 : 1;
