import type { Verdict } from '../../verdict.ts';
import type { Summary } from '../../case.ts';
import { checkSentences } from '../wording/check-sentences.ts';
import { TEMPLATE, templateSentences } from '../wording/template.ts';
import { isDroppedNote, isFailedNote, isTooLittleNote } from '../wording/wording-notes.ts';
import { same } from './checking.ts';

/**
 * A verdict is worded by the template, word for word, or by the model of the configuration, within what the findings say.
 * @param writer whom the configuration names; cases of earlier versions don't say
 * @returns what does not hold
 */
export function checkSummary(summary: Summary, verdict: Verdict, writer: string | undefined): string[] {
  const { k, by, sentences, note } = summary;
  const wrong: string[] = [];
  if (k !== verdict.k) wrong.push(`says that it is of verdict ${k}.`);
  const template = by === TEMPLATE;
  if (!template && (writer === undefined ? !by.startsWith('bedrock ') : by !== writer)) {
    wrong.push(`is worded by ${by}, and the configuration names ${writer ?? 'nobody'}.`);
  }
  if (template && !same(sentences, templateSentences(verdict)))
    wrong.push('is not in the words of the template.');
  if (!template && (sentences.length === 0 || !same(checkSentences(sentences, verdict), sentences))) {
    wrong.push("says what the findings don't support.");
  }
  const noted = template ? isTemplateNote(note, writer) : isDroppedNote(note, sentences.length);
  if (!noted) wrong.push('its note is none that would be written here.');
  return wrong;
}

/** Where a model was to speak, the template says why it does. */
function isTemplateNote(note: string | undefined, writer: string | undefined): boolean {
  if (note === undefined) return writer === undefined || writer === TEMPLATE;
  if (writer === TEMPLATE) return false;
  const by = writer ?? /^bedrock .{1,300}?(?= said )/.exec(note)?.[0];
  return isFailedNote(note) || (by !== undefined && isTooLittleNote(note, by));
}
