import { neutralize } from '../../core/neutralize.ts';
import { plainJson } from '../../core/one-line.ts';
import { renderTerminal } from '../../core/report/render/render-terminal.ts';
import type { Report } from '../../core/report/report.ts';
import { paintFor } from './paint.ts';

/** The codes that paint.ts sets and resets: bold, dim, red, green. Nothing else may steer the terminal. */
const OURS = /(\u001B\[(?:1|2|22|31|32|39)m)/;

/** Prints text on stdout. This file is the one place through which the commands write: nothing in a text can paint. */
export function print(text: string): void {
  process.stdout.write(withoutSteering(text));
}

/** Says something beside the result, on stderr. */
export function say(text: string): void {
  process.stderr.write(withoutSteering(text));
}

function withoutSteering(text: string): string {
  return text
    .split(OURS)
    .map((part, i) => (i % 2 === 1 ? part : neutralize(part)))
    .join('');
}

/** Prints a report for people, or as JSON. */
export function printReport(report: Report, json = false): void {
  if (json) return printJson(report);
  print(`${renderTerminal(report, paintFor(process.stdout), process.stdout.columns ?? 100)}\n`);
}

/** What `--json` asks for: one value, and nothing else on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${plainJson(value)}\n`);
}
