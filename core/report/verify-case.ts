import { type Ask, CaseConfig, CaseEvent, EvidenceRecord, ServerRound, Summary, V } from '../case.ts';
import { judge } from '../analysis/judge.ts';
import { latestVerdict } from '../analysis/latest-verdict.ts';
import { Verdict } from '../analysis/verdict.ts';
import { type Json, canonical } from '../canonical.ts';
import type { Dialects } from '../evidence/dialect.ts';
import { callHash } from '../evidence/gather.ts';
import { type Recording, loadRecording, recordAt } from '../evidence/recording.ts';
import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';
import { evaluate } from '../proof/evaluate.ts';
import { readIfThere, readRecord } from '../read-record.ts';
import { buildReport } from './build-report.ts';
import { checkSentences } from './check-sentences.ts';
import { Manifest, manifestOf } from './manifest.ts';
import { renderMarkdown } from './render-markdown.ts';
import { Report } from './report.ts';
import { templateSummary } from './template.ts';

export interface Verification {
  /** How much was checked. */
  checked: { calls: number; evidence: number; findings: number; lines: number; records: number };
  /** What does not hold, one line each. */
  failures: string[];
}

interface Checking extends Verification {
  store: CaseStore;
  caseId: string;
  event: CaseEvent;
  config: CaseConfig;
  recording: Recording;
  dialects: Dialects;
}

/**
 * Derives everything again from the recorded calls and compares: hashes, evidence, every predicate of every
 * finding, verdicts, reports, and that each line of a report cites what exists.
 * @throws CasefileError `CaseCorrupt` if a record can't be read at all
 */
export async function verifyCase(
  store: CaseStore,
  caseId: string,
  dialects: Dialects,
): Promise<Verification> {
  const checking: Checking = {
    store,
    caseId,
    dialects,
    event: await readRecord(store, CaseEvent, paths.event(caseId)),
    config: await readRecord(store, CaseConfig, paths.config(caseId)),
    recording: await loadRecording(store, caseId),
    checked: { calls: 0, evidence: 0, findings: 0, lines: 0, records: 0 },
    failures: [],
  };
  await checkCalls(checking);
  await checkEvidence(checking);
  const last = (await latestVerdict(store, caseId))?.k ?? 0;
  if (last === 0) checking.failures.push('verdict-1.json: is missing.');
  for (let k = 1; k <= last; k++) await checkVerdict(checking, k);
  await checkManifest(checking);
  return { checked: checking.checked, failures: checking.failures };
}

async function checkCalls({ store, caseId, recording, checked, failures }: Checking): Promise<void> {
  const hashes: [string, Record<string, string>][] = recording.asks.map((ask) => [
    `rounds/${ask.round}/ask.json`,
    ask.used,
  ]);
  for (const path of await store.list(paths.rounds(caseId))) {
    if (path.endsWith('/ask.json')) continue;
    const { calls } = await readRecord(store, ServerRound, path);
    const name = path.slice(paths.caseRoot(caseId).length);
    hashes.push([name, Object.fromEntries(calls.map(({ id, hash }) => [id, hash]))]);
  }
  for (const call of recording.calls) {
    checked.calls++;
    const name = `calls/${call.id}.json`;
    if (callHash(call) !== call.hash) failures.push(`${name}: its content does not match its hash.`);
    for (const [where, recorded] of hashes) {
      const hash = recorded[call.id];
      if (hash !== undefined && hash !== call.hash) {
        failures.push(`${name}: its hash is not the one recorded in ${where}.`);
      }
    }
  }
  const present = new Set(recording.calls.map(({ id }) => id));
  for (const id of Object.keys(recording.asks.at(-1)?.used ?? {})) {
    if (!present.has(id)) failures.push(`calls/${id}.json: the analysis used it, and it is missing.`);
  }
}

async function checkEvidence(checking: Checking): Promise<void> {
  const { store, caseId, checked, failures } = checking;
  const record = await readIfThere(store, EvidenceRecord, paths.evidence(caseId));
  if (record === undefined) return void failures.push('evidence.json: is missing.');
  const again = recordAt(checking, checking.recording.asks.length);
  for (const item of record.evidence) {
    checked.evidence++;
    const derived = again.evidence.find(({ id }) => id === item.id);
    if (derived === undefined || !same(derived, item)) {
      failures.push(`evidence.json: ${item.id} does not follow from its calls (${item.calls.join(', ')}).`);
    }
  }
  if (!same(again, record)) failures.push('evidence.json: is not what follows from the recorded calls.');
}

async function checkVerdict(checking: Checking, k: number): Promise<void> {
  const { store, caseId, event, recording, checked, failures } = checking;
  const verdict = await readRecord(store, Verdict, paths.verdict(caseId, k));
  const record = recordAt(checking, verdict.round);
  for (const { id, text, predicate } of verdict.findings) {
    checked.findings++;
    if (!evaluate(predicate, record.evidence)) {
      failures.push(`verdict-${k}.json: ${id} does not hold: ${text}`);
    }
  }
  const judged: Verdict = { ...judge(event, record.evidence, record.gaps), k, round: verdict.round };
  if (!same(judged, verdict)) failures.push(`verdict-${k}.json: is not what follows from the evidence.`);

  const report = await readIfThere(store, Report, paths.report(caseId, k, 'json'));
  if (report === undefined) return void failures.push(`report-${k}.json: is missing.`);
  const asks = recording.asks.filter(({ round }) => round <= verdict.round);
  checked.lines += checkLines(report, verdict, asks, failures);
  const summary = (await readIfThere(store, Summary, paths.summary(caseId, k))) ?? templateSummary(verdict);
  if (summary.by !== 'template' && !same(checkSentences(summary.sentences, verdict), summary.sentences)) {
    failures.push(`summary-${k}.json: says what the findings don't support.`);
  }
  if (!same(buildReport(event, asks, record, verdict, summary), report)) {
    failures.push(`report-${k}.json: is not what follows from the verdict.`);
  }
  const markdown = await store.get(paths.report(caseId, k, 'md'));
  if (markdown?.value !== renderMarkdown(report)) {
    failures.push(`report-${k}.md: is not what follows from report-${k}.json.`);
  }
}

function checkLines(report: Report, verdict: Verdict, asks: readonly Ask[], failures: string[]): number {
  const known = new Set<string>([
    ...verdict.findings.map(({ id }) => id),
    ...asks.flatMap(({ probes }) => probes.map(({ id }) => id)),
  ]);
  const lines = [
    report.headline,
    ...report.summary.lines,
    ...report.because,
    ...report.against,
    ...report.nextSteps,
    ...report.runbook,
    ...report.context,
    ...report.timeline,
    ...report.settle,
    ...report.tooEarly,
    ...report.missing.filter(({ cites }) => cites.length > 0),
  ];
  for (const line of lines) {
    const wrong = line.cites.filter((id) => !known.has(id));
    if (line.cites.length === 0) failures.push(`report-${report.k}.json: cites nothing: ${line.text}`);
    if (wrong.length > 0) {
      failures.push(`report-${report.k}.json: cites ${wrong.join(', ')}, which does not exist: ${line.text}`);
    }
  }
  return lines.length;
}

async function checkManifest({ store, caseId, recording, checked, failures }: Checking): Promise<void> {
  const manifest = await readIfThere(store, Manifest, paths.manifest(caseId));
  if (manifest === undefined) return void failures.push('manifest.json: is missing.');
  const { records } = await manifestOf(store, caseId);
  for (const [path, hash] of Object.entries(manifest.records)) {
    checked.records++;
    if (records[path] === undefined) failures.push(`${path}: the manifest lists it, and it is missing.`);
    else if (records[path] !== hash) failures.push(`${path}: changed since the manifest was written.`);
  }
  const used = recording.asks.at(-1)?.used ?? {};
  for (const path of Object.keys(records)) {
    // A call that came too late is no part of the case.
    const late =
      path.startsWith('calls/') && used[path.slice('calls/'.length, -'.json'.length)] === undefined;
    if (!late && manifest.records[path] === undefined)
      failures.push(`${path}: the manifest does not list it.`);
  }
}

function same(a: Json, b: Json): boolean {
  return canonical(a) === canonical(b);
}

/** A verification as JSON for `--json`. */
export function verificationJson({ checked, failures }: Verification): Json {
  return { v: V, ok: failures.length === 0, checked, failures };
}
