/**
 * Why a verdict was not, or not wholly, worded by the model: every note that is ever written. The list is closed, so
 * that nothing else can be said in the place of one.
 */

const FAILURES = [
  'answered something else than JSON',
  'answered JSON of another shape',
  'answered nothing',
  'was cut off',
  'was stopped by a guardrail',
  'refused to answer',
  'was throttled',
  'did not answer in time',
  'may not be used by this role',
  'is not to be had in this region',
  'could not be asked: the credentials are no good',
  'was not available',
] as const;

/** What went wrong with a model. The last is for what nobody foresaw, by the error's name. */
export type ModelFailure = (typeof FAILURES)[number] | `could not be asked (${string})`;

const ERROR_NAME = /^[A-Za-z]\w{0,79}$/;

/** An error that has no words of its own. */
export function unforeseen(errorName: string): ModelFailure {
  return `could not be asked (${ERROR_NAME.test(errorName) ? errorName : 'Error'})`;
}

export function failedNote(what: ModelFailure): string {
  return `The model ${what}, so the template speaks.`;
}

export function isFailedNote(note: string): boolean {
  const [, name] = /\(([^)]*)\), so the template speaks\.$/.exec(note) ?? [];
  return (
    FAILURES.some((what) => note === failedNote(what)) ||
    (name !== undefined && note === failedNote(unforeseen(name)))
  );
}

/** With more dropped than kept, what is left need not be the point. */
export function tooLittleIsLeft(said: number, kept: number): boolean {
  return kept === 0 || said - kept > kept;
}

export function tooLittleNote(by: string, said: number, kept: number): string {
  return `${by} said ${said} sentences, of which the findings support ${kept}.`;
}

export function isTooLittleNote(note: string, by: string): boolean {
  const [, said = '', kept = ''] = /(\d+) sentences, of which the findings support (\d+)\.$/.exec(note) ?? [];
  return (
    note === tooLittleNote(by, Number(said), Number(kept)) && tooLittleIsLeft(Number(said), Number(kept))
  );
}

export function droppedNote(said: number, kept: number): string | undefined {
  return said === kept
    ? undefined
    : `${said - kept} of ${said} sentences were dropped: the findings don't support them.`;
}

/** @param kept the sentences that there are */
export function isDroppedNote(note: string | undefined, kept: number): boolean {
  const said = Number(/ of (\d+) sentences /.exec(note ?? '')?.[1] ?? kept);
  return note === droppedNote(said, kept) && said >= kept && !tooLittleIsLeft(said, kept);
}
