import type { Sentence } from '../../case.ts';
import type { Verdict } from '../../verdict.ts';
import { statementsOf } from './statements.ts';

/** As much as a channel shows of one line: the rest would be cut off, and a cut may turn what is left. */
const MAX_CHARS = 500;
const MAX_CITES = 4;

/**
 * The sentences that the verdict supports. What a model writes is as hostile as a log line that it may have read, so a
 * sentence stands only if it is, letter by letter, the claim, or whole findings of those that the model was given: those
 * that it cites, each once, with one space between two of them.
 *
 * So a model can choose, order and bring together. It can't cut: there is no part of a finding that can be left out for
 * certain without turning the rest ("and also 30 times in the hour before"). And it has no words of its own: not even an
 * "and", which could carry a "no" or a "says that" on into the next finding.
 */
export function checkSentences(said: readonly Sentence[], verdict: Verdict): Sentence[] {
  const { statements, claim } = statementsOf(verdict);
  const texts = new Map(statements.map(({ id, text }) => [id, text]));
  return said.filter(({ text, findings }) => {
    if (claim !== null && text === claim.text && sameIds(findings, claim.findings)) return true;
    const cited = [...new Set(findings)].flatMap((id) => texts.get(id) ?? []);
    if (cited.length !== findings.length || cited.length > MAX_CITES) return false;
    return text.length <= MAX_CHARS && isMadeOf(text, cited);
  });
}

/** Is a text all of these, in whatever order, with a space between two? */
function isMadeOf(text: string, parts: readonly string[]): boolean {
  return parts.some((part, i) => {
    if (parts.length === 1) return text === part;
    const lead = `${part} `;
    return text.startsWith(lead) && isMadeOf(text.slice(lead.length), parts.toSpliced(i, 1));
  });
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === new Set(b).size && b.every((id) => a.includes(id));
}
