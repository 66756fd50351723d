import { renderTerminal } from '../core/report/render-terminal.ts';
import type { Report } from '../core/report/report.ts';
import { paintFor } from './paint.ts';

/** Prints a report for people, or as JSON. */
export function printReport(report: Report, json = false): void {
  if (json) return printJson(report);
  process.stdout.write(
    `${renderTerminal(report, paintFor(process.stdout), process.stdout.columns ?? 100)}\n`,
  );
}

/** What `--json` asks for: one value, and nothing else on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
