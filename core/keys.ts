/** Names of cases and of their records: one layout, in a folder or under an S3 prefix. */
import { hashOf, sha256 } from './canonical.ts';
import { iso, ms } from './time.ts';

/** What makes an alarm's state change unique: EventBridge may deliver it more than once. */
export function alarmKey(alarmArn: string, contributorId: string, at: string): string {
  return hashOf([alarmArn, contributorId, ms(at)]);
}

/** `compactTime('2026-03-10T03:12:14.000Z')` is `20260310T031214000Z`. */
function compactTime(epochMs: number): string {
  return iso(epochMs).replace(/[-:.]/g, '');
}

export type Run = { kind: 'live' } | { kind: 'local' | 'replay'; at: number };

/** First 12 of the key + run, e.g. `0a1b2c3d4e5f-live`. */
export function caseIdOf(key: string, run: Run): string {
  const name = run.kind === 'live' ? 'live' : `${run.kind}-${compactTime(run.at)}`;
  return `${key.slice(0, 12)}-${name}`;
}

export const paths = {
  key: (key: string) => `index/keys/${key}.json`,
  alarm: (arn: string) => `index/alarms/${sha256(arn)}.json`,
  runs: (key: string) => `index/runs/${key}/`,
  run: (key: string, n: number) => `index/runs/${key}/${n}.json`,
  runEnded: (key: string, n: number) => `index/runs/${key}/${n}.ended.json`,
  caseRoot: (caseId: string) => `cases/${caseId}/`,
  event: (caseId: string) => `cases/${caseId}/event.json`,
  config: (caseId: string) => `cases/${caseId}/config.json`,
  rounds: (caseId: string) => `cases/${caseId}/rounds/`,
  ask: (caseId: string, round: number) => `cases/${caseId}/rounds/${round}/ask.json`,
  serverRound: (caseId: string, round: number, server: string) =>
    `cases/${caseId}/rounds/${round}/${server}.json`,
  calls: (caseId: string) => `cases/${caseId}/calls/`,
  call: (caseId: string, id: string) => `cases/${caseId}/calls/${id}.json`,
  summary: (caseId: string, k: number) => `cases/${caseId}/summary-${k}.json`,
  delivery: (caseId: string, k: number | 'resolved', channel: string) =>
    `cases/${caseId}/deliveries/${k}-${channel}.json`,
  attempt: (caseId: string, k: number | 'resolved', channel: string) =>
    `cases/${caseId}/deliveries/${k}-${channel}.attempt.json`,
  evidence: (caseId: string) => `cases/${caseId}/evidence.json`,
  verdict: (caseId: string, k: number) => `cases/${caseId}/verdict-${k}.json`,
  report: (caseId: string, k: number, format: 'json' | 'md') => `cases/${caseId}/report-${k}.${format}`,
  ok: (caseId: string) => `cases/${caseId}/ok.json`,
  resolution: (caseId: string) => `cases/${caseId}/resolution.json`,
  manifest: (caseId: string) => `cases/${caseId}/manifest.json`,
};

/** Is a record derived from the others? Replay writes and compares these; all else is input. */
export function isOutput(path: string): boolean {
  return /^cases\/[^/]+\/(evidence\.json|verdict-\d+\.json|report-\d+\.(json|md))$/.test(path);
}
