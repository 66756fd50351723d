import type { Sentence } from '../case.ts';
import type { Verdict } from '../analysis/verdict.ts';

/** Words a verdict without a model: the cause or the reason for none, then the findings that carry it. */
export function templateSentences({ abstention, hypotheses, findings }: Verdict): Sentence[] {
  const [top] = hypotheses;
  const said = (kind: string): Sentence[] =>
    findings
      .filter((finding) => finding.kind === kind)
      .slice(0, 1)
      .map(({ id, text }) => ({ text, findings: [id] }));
  const opening: Sentence[] =
    abstention !== null
      ? [{ text: abstention.text, findings: abstention.findings }]
      : top === undefined
        ? []
        : [
            {
              text: top.claim,
              findings: [
                ...new Set(top.signs.filter(({ seen }) => seen === 'yes').flatMap((s) => s.findings)),
              ],
            },
          ];
  return [...opening, ...said('shift'), ...said('impact'), ...said('new-error')].filter(
    (sentence) => sentence.findings.length > 0,
  );
}
