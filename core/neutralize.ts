/**
 * What may not be shown: characters that are invisible, turn the direction of text or steer a terminal. Unicode's own
 * properties say which (Default_Ignorable_Code_Point, Bidi_Control, the control characters of C0 and C1), with the
 * marks of interlinear annotation. Tab and newline stay.
 */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\uFFF9-\uFFFB]|(?![\t\n])\p{Cc}/gu;

/** Unicode's own line ends: a viewer may break a line there, so they are told as spaces: JSON may hold them as they are, and no line end. */
const LINE_ENDS = /[\u2028\u2029]/g;

/** Nearly every text has nothing else. */
const PLAIN = /^[\t\n\x20-\x7E]*$/;

/** A text without invisible and control characters and broken surrogates: what may be shown. */
export function neutralize(text: string): string {
  return PLAIN.test(text) ? text : text.toWellFormed().replace(LINE_ENDS, ' ').replace(UNSEEN, '');
}
