import * as z from 'zod';
import type { Json } from '../../core/canonical.ts';
import { type LogLine, minePatterns } from '../../core/logs/mine-patterns.ts';

/**
 * Words that lines which tell of a failure have, in the words of all runtimes; the same for all ways of reading, so that they
 * find the same lines. What they find is read by meaning afterwards.
 */
const ERROR_WORDS = String.raw`(?i)(error|exception|fatal|fail|panic|crit|alert|emerg|severe|traceback|timed.?out|time-?out|denied|throttl|refused|exceeded|killed|unable|cannot|could not|expired|unauthori[sz]ed|forbidden|unreachable|unavailable|aborted|econn|enotfound|eai_again|hang up|reset by|getaddrinfo|invalid_|no space|too many|too large|out of memory|"level": ?[56]0|\bERR\b|\bFTL\b|^E[0-9]{4} )`;

/** Lines that say themselves that they are none, where loggers put it; metrics in lines; not if a trace, or the level of an error, is in them. */
const HEALTHY = String.raw`(?i)^[^\s]+\t[^\s]+\t(info|debug|trace)\t|^\[(info|debug|trace)\]|^\{[^{}]*"(level|loglevel|log_level|levelname|log.level|severity|lvl|@l)": ?("(info|information|notice|debug|trace|verbose)"|[1-3]0[,}])|^(time=[^ ]{1,45} )?[^"\t]{0,60}(level|lvl)=(info|debug|trace)|^[0-9TZ:., +-]{8,40}(\[[^\]]{1,60}\] )?(info|debug|trace) |"_aws": ?\{`;
const TRACE = String.raw`(?i)(traceback .most recent|\n\s+at |"(level|severity|lvl|log_level|levelname)": ?"(err|fatal|crit|alert|emerg|panic|severe))`;

/** Error lines that are read at most by one query. */
export const MAX_LINES = 1_000;

/** The newest error lines, for Logs Insights. @param leftOut words of lines that are left out: letters and spaces */
export function errorLinesQuery(leftOut: readonly string[] = []): string {
  return [
    'fields @timestamp, @message, @logStream',
    `| filter @message like /${ERROR_WORDS}/`,
    `| filter @message not like /${HEALTHY}/ or @message like /${TRACE}/`,
    ...leftOut.map((words) => `| filter @message not like "${words}"`),
    '| sort @timestamp desc',
    `| limit ${MAX_LINES}`,
  ].join('\n');
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

/**
 * The answer of `logs.patterns`.
 * @param truncated more lines matched than these
 * @param leftOut words of frequent lines, of which only the newest are among these
 */
export function patternsOf(
  lines: readonly LogLine[],
  truncated: boolean,
  leftOut: readonly string[] = [],
): Json {
  const { patterns, errorLines, unread } = minePatterns(lines);
  return {
    patterns: patterns.map((pattern) => ({ ...pattern })),
    linesRead: lines.length,
    errorLines,
    truncated: truncated || unread > 0,
    leftOut: [...leftOut],
  };
}
