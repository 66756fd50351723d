import { Ask, CaseConfig, CaseEvent, Delivery, EvidenceRecord, type State, Summary, V } from '../case.ts';
import { latestVerdict } from '../analysis/latest-verdict.ts';
import type { Verdict } from '../analysis/verdict.ts';
import { nextWait } from '../analysis/plan-round.ts';
import { paths } from '../keys.ts';
import type { CaseStore, Publisher } from '../ports.ts';
import { corruptRecord, readIfThere, readRecord } from '../read-record.ts';
import { iso } from '../time.ts';
import { buildReport } from './build-report.ts';
import { writeManifest } from './manifest.ts';
import { renderMarkdown } from './render-markdown.ts';
import { Report } from './report.ts';
import { templateSummary } from './template.ts';

export interface PublishContext {
  store: CaseStore;
  publishers: readonly Publisher[];
  /** Data time, epoch ms. */
  now: number;
}

/**
 * Stores the report of the newest verdict and delivers it, unless that was done before: so a late round that
 * did not change the verdict stays quiet, and a Retry sends nothing twice. It alone sets `askAgainAt`.
 */
export async function publishReport(state: State, context: PublishContext): Promise<State> {
  const { store } = context;
  const { caseId } = state;
  const event = await readRecord(store, CaseEvent, paths.event(caseId));
  const config = await readRecord(store, CaseConfig, paths.config(caseId));
  const record = await readRecord(store, EvidenceRecord, paths.evidence(caseId));
  const verdict = await latestVerdict(store, caseId);
  if (verdict === undefined) throw corruptRecord(paths.verdict(caseId, 1), 'is missing');
  const asks: Ask[] = [];
  for (let n = 1; n <= state.round; n++) asks.push(await readRecord(store, Ask, paths.ask(caseId, n)));

  const path = paths.report(caseId, verdict.k, 'json');
  const report =
    (await readIfThere(store, Report, path)) ?? (await build(store, event, asks, record, verdict));
  await store.putIfAbsent(path, report);
  await store.putIfAbsent(paths.report(caseId, verdict.k, 'md'), renderMarkdown(report));
  const channels = event.replay === undefined ? config.channels : event.replay.deliver;
  const failures = await deliver(report, channels, event.replay !== undefined, context);
  await writeManifest(store, caseId);
  // All others have it by now; a Retry or a redrive tries only what failed.
  if (failures.length > 0) throw failures[0];

  const askAgainAt = nextWait(event.openedAt, asks, record.gaps);
  const { v, alarm, decision, round, ask } = state;
  return { v, caseId, alarm, decision, round, ask, ...(askAgainAt !== undefined && { askAgainAt }) };
}

async function build(
  store: CaseStore,
  event: CaseEvent,
  asks: readonly Ask[],
  record: EvidenceRecord,
  verdict: Verdict,
): Promise<Report> {
  const recorded = await readIfThere(store, Summary, paths.summary(event.caseId, verdict.k));
  const summary = recorded ?? templateSummary(verdict);
  const known = asks.filter(({ round }) => round <= verdict.round);
  return buildReport(event, known, record, verdict, summary);
}

/** Delivers to each channel that does not have the report yet; one that fails does not keep it from the others. */
async function deliver(
  report: Report,
  channels: readonly string[],
  replay: boolean,
  { store, publishers, now }: PublishContext,
): Promise<unknown[]> {
  const { caseId, k } = report;
  const pathOf = (number: number, channel: string) => paths.delivery(caseId, number, channel);
  const chosen = publishers.filter(({ channel }) => channels.includes(channel));
  const settled = await Promise.allSettled(
    chosen.map(async ({ channel, publish }) => {
      if ((await readIfThere(store, Delivery, pathOf(k, channel))) !== undefined) return;
      const first = k === 1 ? undefined : await readIfThere(store, Delivery, pathOf(1, channel));
      const { reference } = await publish({
        kind: 'report',
        report,
        replay,
        again: false,
        ...(first && { inReplyTo: first }),
      });
      const delivery: Delivery = {
        v: V,
        k,
        channel,
        at: iso(now),
        ...(reference !== undefined && { reference }),
      };
      await store.putIfAbsent(pathOf(k, channel), delivery);
    }),
  );
  return settled.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
}
