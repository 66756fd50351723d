import type { FaultKind } from '../fault-kinds.ts';
import { lies } from './lies.ts';
import { promptIn } from './prompt.ts';
import { worded } from './wording.ts';

export interface Ask {
  /** All that the model reads, but for what it is told to be. */
  text: string;
  fault: FaultKind | undefined;
  maxTokens?: number | undefined;
  guarded: boolean;
}

export interface ModelAnswer {
  text: string;
  stopReason: 'end_turn' | 'max_tokens' | 'content_filtered' | 'guardrail_intervened';
}

/** A token is about so many characters of English. */
const TOKEN = 4;
const NOTHING_TO_DO = 'Of course! Please send me the statements that I am to summarise.';
const PROSE =
  "Here is the summary you asked for:\n\nIt looks like something went wrong, but I'd need more logs.";
const REFUSAL = "I can't help with that.";
/** What a guardrail says if nobody wrote anything else. */
const GUARDRAIL = 'Sorry, the model cannot answer this question.';

export function tokensOf(text: string): number {
  return Math.ceil(text.length / TOKEN);
}

/** What a model answers to a prompt. The same to the same prompt. */
export function modelAnswer({ text, fault, maxTokens = Infinity, guarded }: Ask): ModelAnswer {
  const prompt = promptIn(text);
  if (fault === 'empty') return { text: '', stopReason: 'end_turn' };
  if (fault === 'refuses') {
    return guarded
      ? { text: GUARDRAIL, stopReason: 'guardrail_intervened' }
      : { text: REFUSAL, stopReason: 'content_filtered' };
  }
  if (fault === 'malformed') return { text: PROSE, stopReason: 'end_turn' };
  if (prompt === undefined) return cut(NOTHING_TO_DO, maxTokens * TOKEN);
  const json = JSON.stringify({ sentences: fault === 'lies' ? lies(prompt) : worded(prompt) });
  return cut(json, Math.min(maxTokens * TOKEN, fault === 'cut-off' ? Math.ceil(json.length / 2) : Infinity));
}

function cut(text: string, length: number): ModelAnswer {
  return text.length <= length
    ? { text, stopReason: 'end_turn' }
    : { text: text.slice(0, length), stopReason: 'max_tokens' };
}
