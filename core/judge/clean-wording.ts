import { cleaned } from '../clean/clean-texts.ts';
import type { Verdict } from '../verdict.ts';

type Worded = Pick<Verdict, 'abstention' | 'hypotheses' | 'findings'>;

/**
 * A verdict whose sentences are clean: names stand in them, and are shown otherwise than they are asked by. Resources and
 * predicates keep them as they are.
 */
export function cleanWording<T extends Worded>(verdict: T): T {
  const texts: string[] = [];
  worded(verdict, (text) => (texts.push(text), text));
  return { ...verdict, ...worded(verdict, cleaned(texts)) };
}

function worded({ abstention, hypotheses, findings }: Worded, say: (text: string) => string): Worded {
  return {
    abstention: abstention && { ...abstention, text: say(abstention.text) },
    hypotheses: hypotheses.map((hypothesis) => ({
      ...hypothesis,
      claim: say(hypothesis.claim),
      signs: hypothesis.signs.map((sign) => ({ ...sign, expects: say(sign.expects) })),
      nextSteps: hypothesis.nextSteps.map((step) => ({
        ...step,
        text: say(step.text),
        ...(step.command !== undefined && { command: say(step.command) }),
      })),
    })),
    findings: findings.map((finding) => ({ ...finding, text: say(finding.text) })),
  };
}
