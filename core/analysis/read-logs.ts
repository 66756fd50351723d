import type { Evidence, Incident } from '../case.ts';
import { type LogPattern, capabilities } from '../evidence/capabilities.ts';
import { evidenceOf } from '../evidence/typed-evidence.ts';
import type { Predicate } from '../proof/predicate.ts';
import { clockTime } from '../time.ts';
import type { ErrorPattern, LogFacts } from './facts.ts';
import type { FindingList } from './finding-list.ts';

/** Patterns of either sort that become findings. */
const MAX_PATTERNS = 3;
const QUOTE_CHARS = 140;

/** Compares the window's error lines with the baseline's; undefined unless both were read. */
export function readLogs(
  incident: Incident,
  evidence: readonly Evidence[],
  findings: FindingList,
): LogFacts | undefined {
  const all = evidenceOf('logs.patterns', capabilities['logs.patterns'], evidence);
  const window = all.findLast(({ args }) => args.to === incident.window.to);
  const baseline = all.findLast(({ args }) => args.to === incident.baseline.to);
  if (window === undefined || baseline === undefined) return undefined;

  const knownBefore = new Map(baseline.answer.patterns.map((pattern) => [pattern.pattern, pattern]));
  // Lines that were not read could hold a pattern: then its absence proves nothing.
  const provesAbsence = !baseline.answer.truncated && baseline.completeUntil >= baseline.args.to;
  const facts: LogFacts = { newErrors: [], knownErrors: [] };
  for (const pattern of window.answer.patterns) {
    const before = knownBefore.get(pattern.pattern);
    const inWindow = patternHolds(window.id, pattern);
    if (before !== undefined && facts.knownErrors.length < MAX_PATTERNS) {
      const finding = findings.add(
        'known-error',
        `${quote(pattern)} was logged ${times(pattern.count)} since ${clockTime(window.args.from)}, and ${times(before.count)} in the hour before.`,
        { op: 'all', of: [inWindow, patternHolds(baseline.id, before)] },
      );
      facts.knownErrors.push(errorPattern(pattern, finding));
    }
    if (before !== undefined || !provesAbsence || facts.newErrors.length >= MAX_PATTERNS) continue;
    const finding = findings.add(
      'new-error',
      `${quote(pattern)} was logged ${times(pattern.count)} since ${clockTime(pattern.first)}, and never in the hour before.`,
      {
        op: 'all',
        of: [
          inWindow,
          {
            op: 'none',
            in: { evidence: baseline.id, path: ['patterns'] },
            where: { pattern: pattern.pattern },
          },
          { op: 'equals', left: { evidence: baseline.id, path: ['truncated'] }, right: { value: false } },
          { op: 'complete', evidence: baseline.id, until: baseline.args.to },
        ],
      },
      pattern.first,
    );
    facts.newErrors.push({
      ...errorPattern(pattern, finding),
      ...(pattern.versions.length > 0 && {
        versionFinding: findings.add('error-versions', versionText(pattern), {
          op: 'equals',
          left: {
            evidence: window.id,
            path: ['patterns', { pattern: pattern.pattern }, 'versions'],
          },
          right: { value: pattern.versions },
        }),
      }),
    });
  }
  return facts;
}

function errorPattern(
  { pattern, count, first, versions }: LogPattern,
  finding: ErrorPattern['finding'],
): ErrorPattern {
  return { finding, pattern, count, first, versions };
}

function patternHolds(evidence: string, { pattern, count, first }: LogPattern): Predicate {
  return { op: 'some', in: { evidence, path: ['patterns'] }, where: { pattern, count, first } };
}

function versionText({ versions, pattern }: LogPattern): string {
  const [only, ...others] = versions;
  return others.length === 0
    ? `Every line of ${quote({ pattern })} comes from version ${only}.`
    : `${quote({ pattern })} comes from versions ${versions.join(', ')}.`;
}

/** A log line's pattern, cut and marked as a quotation: it is not ours. */
function quote({ pattern }: Pick<LogPattern, 'pattern'>): string {
  const cut = pattern.length > QUOTE_CHARS ? `${pattern.slice(0, QUOTE_CHARS - 1)}…` : pattern;
  return `“${cut}”`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
