import type { Verdict } from '../../verdict.ts';
import { TOLD } from '../../words/findings.ts';

/** What a model is given to word: findings that are true, and what follows from them. Never raw logs. */
export interface Statements {
  statements: { id: string; text: string }[];
  /** The cause that is named, or why none is, with the findings that it rests on. */
  claim: { text: string; findings: string[] } | null;
}

/** More would not be worded anyway, and the model is paid by the token. */
const MAX_STATEMENTS = 24;
const MAX_TEXT_CHARS = 500;

/** A text that begins by pointing at another one means something else behind a third: the model chooses what stands before. */
const LEANS = /^(?:it|its|they|their|these|those|this|that|such)\s/i;

export function statementsOf({ findings, hypotheses, abstention }: Verdict): Statements {
  const [top] = hypotheses;
  const named = abstention === null ? top : undefined;
  const cited = new Set([
    ...(named?.trigger?.findings ?? []),
    ...(named?.signs.flatMap((sign) => sign.findings) ?? []),
    ...(abstention?.findings ?? []),
  ]);
  const telling = findings.filter(({ id, kind }) => cited.has(id) || TOLD.includes(kind));
  // Half a finding may say something else than the whole.
  const whole = telling.filter(({ text }) => text.length <= MAX_TEXT_CHARS && !LEANS.test(text));
  return {
    statements: whole.slice(0, MAX_STATEMENTS).map(({ id, text }) => ({ id, text })),
    claim: claimOf(named, abstention),
  };
}

function claimOf(named: Verdict['hypotheses'][number] | undefined, abstention: Verdict['abstention']) {
  if (named !== undefined) {
    const seen = named.signs.flatMap((sign) => (sign.seen === 'yes' ? sign.findings : []));
    return { text: named.claim, findings: [...new Set(named.trigger?.findings ?? seen)] };
  }
  return abstention && { text: abstention.text, findings: abstention.findings };
}
