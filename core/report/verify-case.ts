import { Ask, Call, CaseConfig, CaseEvent, EvidenceRecord, ServerRound } from '../case.ts';
import { latestVerdict } from '../analysis/latest-verdict.ts';
import { Verdict } from '../analysis/verdict.ts';
import { type Json, canonical } from '../canonical.ts';
import { deriveEvidence } from '../evidence/derive-evidence.ts';
import type { Dialects } from '../evidence/dialect.ts';
import { callHash } from '../evidence/gather.ts';
import { byCallId } from '../evidence/load-rounds.ts';
import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';
import { evaluate } from '../proof/evaluate.ts';
import { readIfThere, readRecord } from '../read-record.ts';
import { Manifest, manifestOf } from './manifest.ts';
import { Report } from './report.ts';

export interface Verification {
  /** How much was checked. */
  checked: { calls: number; evidence: number; findings: number; lines: number; records: number };
  /** What does not hold, one line each. */
  failures: string[];
}

/**
 * Derives everything again from the recorded calls: hashes, evidence, every predicate of every finding, and
 * that each line of each report cites what exists.
 * @throws CasefileError `CaseCorrupt` if a record can't be read at all
 */
export async function verifyCase(
  store: CaseStore,
  caseId: string,
  dialects: Dialects,
): Promise<Verification> {
  const event = await readRecord(store, CaseEvent, paths.event(caseId));
  const config = await readRecord(store, CaseConfig, paths.config(caseId));
  const failures: string[] = [];
  const checked = { calls: 0, evidence: 0, findings: 0, lines: 0, records: 0 };

  const asks = await readAsks(store, caseId);
  const calls = await readCalls(store, caseId);
  const recorded = await recordedHashes(store, caseId, asks);
  for (const call of calls) {
    checked.calls++;
    const hash = callHash(call);
    if (hash !== call.hash) failures.push(`calls/${call.id}.json: its content does not match its hash.`);
    for (const [where, hashes] of recorded) {
      const expected = hashes[call.id];
      if (expected !== undefined && expected !== call.hash) {
        failures.push(`calls/${call.id}.json: its hash is not the one recorded in ${where}.`);
      }
    }
  }
  const present = new Set(calls.map(({ id }) => id));
  for (const id of Object.keys(asks.at(-1)?.used ?? {})) {
    if (!present.has(id)) failures.push(`calls/${id}.json: the analysis used it, and it is missing.`);
  }

  const last = await latestVerdict(store, caseId);
  for (let k = 1; k <= (last?.k ?? 0); k++) {
    const verdict = await readRecord(store, Verdict, paths.verdict(caseId, k));
    const derived = derivedAt(verdict.round, { event, config, asks, calls, dialects });
    for (const finding of verdict.findings) {
      checked.findings++;
      if (!evaluate(finding.predicate, derived.evidence)) {
        failures.push(`verdict-${k}.json: ${finding.id} does not hold: ${finding.text}`);
      }
    }
    const report = await readIfThere(store, Report, paths.report(caseId, k, 'json'));
    if (report !== undefined) checked.lines += checkLines(report, verdict, asks, failures);
  }

  const record = await readIfThere(store, EvidenceRecord, paths.evidence(caseId));
  const derived = derivedAt(asks.length, { event, config, asks, calls, dialects });
  for (const item of record?.evidence ?? []) {
    checked.evidence++;
    const again = derived.evidence.find(({ id }) => id === item.id);
    if (again === undefined || canonical(again) !== canonical(item)) {
      failures.push(`evidence.json: ${item.id} does not follow from its calls (${item.calls.join(', ')}).`);
    }
  }

  const manifest = await readIfThere(store, Manifest, paths.manifest(caseId));
  const now = await manifestOf(store, caseId);
  for (const [path, hash] of Object.entries(manifest?.records ?? {})) {
    checked.records++;
    const actual = now.records[path];
    if (actual === undefined) failures.push(`${path}: the manifest lists it, and it is missing.`);
    else if (actual !== hash) failures.push(`${path}: changed since the manifest was written.`);
  }
  return { checked, failures };
}

async function readAsks(store: CaseStore, caseId: string): Promise<Ask[]> {
  const asks: Ask[] = [];
  for (;;) {
    const ask = await readIfThere(store, Ask, paths.ask(caseId, asks.length + 1));
    if (ask === undefined) return asks;
    asks.push(ask);
  }
}

async function readCalls(store: CaseStore, caseId: string): Promise<Call[]> {
  const calls: Call[] = [];
  for (const path of await store.list(paths.calls(caseId))) calls.push(await readRecord(store, Call, path));
  return calls.sort(byCallId);
}

/** Every record that says which hash a call had. */
async function recordedHashes(
  store: CaseStore,
  caseId: string,
  asks: readonly Ask[],
): Promise<[string, Record<string, string>][]> {
  const all: [string, Record<string, string>][] = asks.map((ask) => [
    `rounds/${ask.round}/ask.json`,
    ask.used,
  ]);
  for (const path of await store.list(paths.rounds(caseId))) {
    if (path.endsWith('/ask.json')) continue;
    const { calls } = await readRecord(store, ServerRound, path);
    all.push([
      path.slice(paths.caseRoot(caseId).length),
      Object.fromEntries(calls.map(({ id, hash }) => [id, hash])),
    ]);
  }
  return all;
}

/** The evidence as it was known when round `round` was recorded. */
function derivedAt(
  round: number,
  all: { event: CaseEvent; config: CaseConfig; asks: Ask[]; calls: Call[]; dialects: Dialects },
) {
  const { event, config, dialects } = all;
  const asks = all.asks.filter((ask) => ask.round <= round);
  const used = asks.at(-1)?.used ?? {};
  const calls = all.calls.filter(({ id }) => used[id] !== undefined);
  const failed = new Map(asks.map((ask, i) => [ask.round, asks[i + 1]?.failed ?? {}]));
  return deriveEvidence(event, config, { asks, calls }, failed, dialects);
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
    ...report.timeline,
    ...report.settle,
    ...report.tooEarly,
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

/** A verification as JSON for `--json`. */
export function verificationJson({ checked, failures }: Verification): Json {
  return { ok: failures.length === 0, checked, failures };
}
