import { neutralize } from '../core/neutralize.ts';
import { renderTerminal } from '../core/report/render-terminal.ts';
import type { Report } from '../core/report/report.ts';
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

/** What `--json` asks for: one value, and nothing else on stdout. Characters that would act or hide stand as escapes. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2).replace(/[^\n\x20-\x7E]/gu, shownOrEscaped)}\n`);
}

function shownOrEscaped(character: string): string {
  if (neutralize(character) === character) return character;
  return character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
