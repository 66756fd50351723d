import { Ask, CaseConfig, CaseEvent, EvidenceRecord, type State, Summary } from '../case.ts';
import { latestVerdict } from '../judge/latest-verdict.ts';
import type { Verdict } from '../verdict.ts';
import { nextWait } from '../ask/plan-round.ts';
import { paths } from '../keys.ts';
import type { CaseStore, DirectLink } from '../ports.ts';
import { corruptRecord, readIfThere, readRecord } from '../read-record.ts';
import { buildReport } from './build-report.ts';
import { type DeliverContext, deliver, isUncertain } from './deliver.ts';
import { writeManifest } from './manifest.ts';
import { renderMarkdown } from './render/render-markdown.ts';
import { Report } from './report.ts';
import { templateSummary } from './wording/template.ts';

export interface PublishContext extends DeliverContext {
  /** Where a stored record is read, if there is such a place. */
  linkTo?: ((path: string) => string) | undefined;
  directLinkTo?: ((path: string, now: number) => Promise<DirectLink>) | undefined;
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
  // As far as this state has come: an execution that is gone on with may have come further before.
  const verdict = await latestVerdict(store, caseId, state.round + 1);
  if (verdict === undefined) throw corruptRecord(paths.verdict(caseId, 1), 'is missing');
  const asks: Ask[] = [];
  for (let n = 1; n <= state.round; n++) asks.push(await readRecord(store, Ask, paths.ask(caseId, n)));

  const path = paths.report(caseId, verdict.k, 'json');
  const report =
    (await readIfThere(store, Report, path)) ?? (await build(store, event, asks, record, verdict));
  await store.putIfAbsent(path, report);
  await store.putIfAbsent(paths.report(caseId, verdict.k, 'md'), renderMarkdown(report));
  const channels = event.replay === undefined ? config.channels : event.replay.deliver;
  const link = context.linkTo?.(paths.report(caseId, verdict.k, 'md'));
  const direct = await context.directLinkTo?.(paths.report(caseId, verdict.k, 'md'), context.now);
  const replay = event.replay !== undefined;
  const failures = await deliver({ caseId, k: verdict.k, channels }, context, (told) => ({
    kind: 'report',
    report,
    replay,
    ...told,
    ...(link !== undefined && { link }),
    ...(direct && { direct }),
  }));
  await writeManifest(store, caseId);
  const askAgainAt = nextWait(event.openedAt, asks, record.gaps);
  // All others have it by now; a Retry or a redrive tries only what failed. A channel that refuses does not keep them
  // from an update: it is told of at the end.
  const [failure] = failures;
  if (failure !== undefined && (isUncertain(failure) || askAgainAt === undefined)) throw failure;

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
