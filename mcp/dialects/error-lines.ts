import * as z from 'zod';
import type { Json } from '../../core/canonical.ts';
import { type LogLine, minePatterns } from '../../core/evidence/log-patterns.ts';

/** Words that error lines have; the same for all ways of reading, so that they find the same lines. */
const ERROR_WORDS =
  '(?i)(error|exception|fatal|fail|timed out|timeout|denied|throttl|refused|exceeded|out of memory|killed)';
const ERROR_LINE = new RegExp(ERROR_WORDS.replace('(?i)', ''), 'i');
/** Lambda's own lines repeat what the function's lines say. */
const PLATFORM_LINE = /^(START|END|REPORT|INIT_START|EXTENSION) /;

/** Error lines that are read at most. */
export const MAX_LINES = 1_000;

/** The newest error lines, for Logs Insights. */
export const ERROR_LINES_QUERY = `fields @timestamp, @message, @logStream
| filter @message like /${ERROR_WORDS}/
| filter @message not like /${PLATFORM_LINE.source}/
| sort @timestamp desc
| limit ${MAX_LINES}`;

/** What that query selects, for lines that were read in another way. */
export function isErrorLine(message: string): boolean {
  return ERROR_LINE.test(message) && !PLATFORM_LINE.test(message);
}

/** A row of the query's results, by field. */
export const Row = z.record(z.string(), z.string());

/** Insights writes `2026-03-10 03:09:17.412`, in UTC. */
export function lineOf(row: z.infer<typeof Row>): LogLine {
  return {
    t: `${(row['@timestamp'] ?? '').replace(' ', 'T')}Z`,
    message: row['@message'] ?? '',
    stream: row['@logStream'] ?? '',
  };
}

/** The answer of `logs.patterns`. @param truncated more lines matched than these */
export function patternsOf(lines: LogLine[], truncated: boolean): Json {
  return { patterns: minePatterns(lines), linesRead: lines.length, truncated };
}
