import type { Verdict } from '../../verdict.ts';
import type { Ask } from '../../case.ts';
import type { Report } from '../report.ts';

/** Each line of a report cites what exists. @returns how many lines there are */
export function checkLines(
  report: Report,
  verdict: Verdict,
  asks: readonly Ask[],
  failures: string[],
): number {
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
  const name = `report-${verdict.k}.json`;
  for (const line of lines) {
    const wrong = line.cites.filter((id) => !known.has(id));
    if (line.cites.length === 0) failures.push(`${name}: cites nothing: ${line.text}`);
    if (wrong.length > 0) {
      failures.push(`${name}: cites ${wrong.join(', ')}, which does not exist: ${line.text}`);
    }
  }
  return lines.length;
}
