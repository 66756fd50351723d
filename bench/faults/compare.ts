import { isAccepted } from '../../eval/score.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { Evidence, Gap } from '../../core/case.ts';
import { canonical } from '../../core/canonical.ts';
import type { Finding, Predicate } from '../../core/proof/predicate.ts';
import type { Report } from '../../core/report/report.ts';
import type { Truth } from '../../simulator/language/truth.ts';

/** What one investigation came to. */
export interface Played {
  /** That AWS was asked for. */
  operations: string[];
  evidence: Evidence[];
  gaps: Gap[];
  verdict?: Verdict;
  report?: Report;
  /** Why there is no end to it. */
  failed?: string;
  /** Until the first report, elapsed. */
  firstMs?: number;
}

export interface Cell {
  scenario: string;
  operation: string;
  kind: string;
  firstMs: number | undefined;
  /** Answers of the run without a fault that are missing here, or that say something else. */
  lost: number;
  /** The answer may be true, so only a wrong cause would count against the run. */
  mayBeTrue: boolean;
  wrong: { what: 'no report' | 'crash' | 'false' | 'no gap'; text: string }[];
}

/** Lists that AWS may truly answer without items, so that nobody could tell. */
const MAY_BE_EMPTY: readonly string[] = [
  'DescribeAlarmHistory',
  'DescribeEvents',
  'DescribeLogGroups',
  'DescribeMetricFilters',
  'FilterLogEvents',
  'ListAliases',
  'ListEventSourceMappings',
  'ListFunctions',
  'ListMetrics',
  'ListTagsForResource',
  'LookupEvents',
];
/** Asked one by one: members that AWS leaves out where nothing is set. */
const MAY_BE_BLANK: readonly string[] = ['GetFunctionConcurrency'];

/** Kinds of findings that say that something is not so, beside those whose predicate does. */
const ABSENCES: readonly string[] = ['no-error-lines', 'no-shift', 'calm', 'unchanged', 'came-back'];
const CLAIMS: readonly string[] = ['no-shift', 'seasonal', 'known-errors-only'];

/** Holds a run with a fault against the one without. */
export function compare(
  of: Pick<Cell, 'scenario' | 'operation' | 'kind'>,
  played: Played,
  well: Played,
  truth: Truth,
): Cell {
  const wrong: Cell['wrong'] = [];
  const { verdict } = played;
  if (played.failed !== undefined) wrong.push({ what: 'crash', text: played.failed });
  if (played.report === undefined) wrong.push({ what: 'no report', text: '' });
  const mayBeTrue =
    (of.kind === 'empty' && MAY_BE_EMPTY.includes(of.operation)) ||
    (['blank', 'nulls', 'wrong-types'].includes(of.kind) && MAY_BE_BLANK.includes(of.operation));
  if (verdict !== undefined) {
    const lies = [...wrongCause(verdict, truth), ...(mayBeTrue ? [] : falsehoods(verdict, well))];
    for (const text of lies) wrong.push({ what: 'false', text });
  }
  const lost = lostIn(played, well);
  const before = new Set(well.gaps.map(gapKey));
  const told = played.gaps.some((gap) => !before.has(gapKey(gap)));
  if (lost.length > 0 && !told && !mayBeTrue) wrong.push({ what: 'no gap', text: lost.join(', ') });
  return { ...of, firstMs: played.firstMs, lost: lost.length, mayBeTrue, wrong };
}

function wrongCause({ abstention, hypotheses: [top] }: Verdict, truth: Truth): string[] {
  if (abstention !== null || top === undefined) return [];
  const named = { kind: top.kind, resource: top.resource.id };
  return isAccepted(named, truth) ? [] : [`${named.kind} of ${named.resource} is named`];
}

function falsehoods(verdict: Verdict, { verdict: well }: Played): string[] {
  const told = new Set(well?.findings.flatMap(absencesIn));
  const findings = verdict.findings
    .filter((finding) => absencesIn(finding).some((absence) => !told.has(absence)))
    .map(({ text }) => text);
  const seen = signsOf(well);
  const signs = [...signsOf(verdict)].flatMap(([sign, now]) => {
    const then = seen.get(sign);
    return then === undefined || then === now || then === 'unknown' || now === 'unknown'
      ? []
      : [`${sign}: ${now}, and rightly ${then}`];
  });
  const { abstention } = verdict;
  const claims =
    abstention !== null && CLAIMS.includes(abstention.code) && abstention.code !== well?.abstention?.code
      ? [abstention.text]
      : [];
  return [...findings, ...signs, ...claims];
}

/** What a finding says is not so, without where that was read. */
function absencesIn({ kind, text, predicate }: Finding): string[] {
  return [...(ABSENCES.includes(kind) ? [`${kind} ${text}`] : []), ...denied(predicate)];
}

function denied(predicate: Predicate): string[] {
  if (predicate.op === 'all') return predicate.of.flatMap(denied);
  if (predicate.op === 'none') return [canonical([predicate.in.path, predicate.where])];
  return predicate.op === 'not' ? [canonical(predicate.of)] : [];
}

function signsOf(verdict: Verdict | undefined): Map<string, string> {
  return new Map(
    verdict?.hypotheses.flatMap(({ kind, resource, trigger, signs }) =>
      signs.map(({ expects, seen }) => [
        `${kind} of ${resource.id} ${trigger?.kind ?? ''}: ${expects}`,
        seen,
      ]),
    ),
  );
}

function lostIn(played: Played, well: Played): string[] {
  const keyOf = ({ capability, args, answer }: Evidence) => canonical([capability, args, answer]);
  const has = new Set(played.evidence.map(keyOf));
  return well.evidence.filter((one) => !has.has(keyOf(one))).map(({ capability }) => capability);
}

function gapKey({ capability, reason, detail }: Gap): string {
  return canonical([capability, reason, detail]);
}
