import { conclude } from '../../judge/conclude.ts';
import { Verdict } from '../../verdict.ts';
import { type Ask, EvidenceRecord, Summary } from '../../case.ts';
import { recordAt } from '../../evidence/recording.ts';
import { evaluate } from '../../proof/evaluate.ts';
import { buildReport } from '../build-report.ts';
import { renderMarkdown } from '../render/render-markdown.ts';
import { Report } from '../report.ts';
import { templateSummary } from '../wording/template.ts';
import { checkLines } from './check-lines.ts';
import { checkSummary } from './check-summary.ts';
import { type Checking, same } from './checking.ts';
import { parsed } from './read-case.ts';

/**
 * After a round that asks nothing there are the evidence, a verdict if it says something new, its wording and its report.
 * @param previous the verdict before
 * @returns the verdict that stands now
 */
export function checkConclusion(checking: Checking, ask: Ask, previous: Verdict | undefined): Verdict {
  const { event, recording, course } = checking;
  const record = recordAt(checking, ask.round);
  const last = recording.asks.findLast(({ probes }) => probes.length === 0);
  if (ask === last) checkEvidence(checking, ask, record);
  const verdict = conclude(event, record, previous, ask.round);
  if (verdict !== undefined) checkVerdict(checking, verdict, record);
  course.publishes();
  const standing = verdict ?? previous;
  if (standing === undefined) throw new Error('the first round that asks nothing has a verdict');
  return standing;
}

/** Each late look replaces the evidence. One that ended before it did leaves what was known before. */
function checkEvidence(checking: Checking, { round }: Ask, again: EvidenceRecord): void {
  const { recording, course, checked, failures } = checking;
  const record = parsed(EvidenceRecord, 'evidence.json', checking);
  const before = recording.asks.findLast((ask) => ask.probes.length === 0 && ask.round < round);
  if (before && record && !same(record, again) && same(record, recordAt(checking, before.round))) {
    course.mayWrite('evidence.json');
    course.writes(`evidence.json (of round ${round})`);
    return;
  }
  course.writes('evidence.json');
  if (record === undefined) return;
  for (const item of record.evidence) {
    checked.evidence++;
    const derived = again.evidence.find(({ id }) => id === item.id);
    if (derived === undefined || !same(derived, item)) {
      failures.push(`evidence.json: ${item.id} does not follow from its calls (${item.calls.join(', ')}).`);
    }
  }
  if (!same(again, record)) failures.push('evidence.json: is not what follows from the recorded calls.');
}

function checkVerdict(checking: Checking, verdict: Verdict, record: EvidenceRecord): void {
  const { event, config, recording, records, course, checked, failures, uncheckable } = checking;
  const { k, round } = verdict;
  const names = {
    verdict: `verdict-${k}.json`,
    summary: `summary-${k}.json`,
    report: `report-${k}.json`,
    markdown: `report-${k}.md`,
  };
  course.next();
  course.writes(names.verdict);
  const told = parsed(Verdict, names.verdict, checking);
  for (const { id, text, predicate } of told?.findings ?? []) {
    checked.findings++;
    if (!evaluate(predicate, record.evidence))
      failures.push(`${names.verdict}: ${id} does not hold: ${text}`);
  }
  if (told !== undefined && !same(verdict, told)) {
    failures.push(`${names.verdict}: is not what follows from the evidence.`);
  }

  course.next();
  // SummarizeVerdict may fail as a whole: then the template speaks, and nothing is recorded.
  course.writes(names.summary, 'maybe');
  const summary = parsed(Summary, names.summary, checking);
  if (config.wordedBy === undefined) uncheckable.add('writer');
  if (summary !== undefined) {
    failures.push(
      ...checkSummary(summary, verdict, config.wordedBy).map((what) => `${names.summary}: ${what}`),
    );
  }

  course.next();
  course.writes(names.report);
  const asks = recording.asks.slice(0, round);
  const report = parsed(Report, names.report, checking);
  if (report !== undefined) checked.lines += checkLines(report, verdict, asks, failures);
  const again = buildReport(event, asks, record, verdict, summary ?? templateSummary(verdict));
  if (report !== undefined && !same(again, report)) {
    failures.push(`${names.report}: is not what follows from the verdict and its wording.`);
  }
  course.next();
  course.writes(names.markdown);
  if (records.has(names.markdown) && records.get(names.markdown) !== renderMarkdown(again)) {
    failures.push(`${names.markdown}: is not what follows from the verdict and its wording.`);
  }
}
