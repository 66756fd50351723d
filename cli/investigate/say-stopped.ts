import type { Stopped } from '../../core/case.ts';
import { EXIT } from '../exit-codes.ts';
import { print, printJson } from '../../adapters/terminal/print.ts';

const WHY: Record<Stopped['reason'], (caseId: string) => string> = {
  duplicate: (caseId) => `Another execution has this alarm: case ${caseId}.`,
  'contributor-joined': (caseId) =>
    `The alarm joined case ${caseId}, which an event of it opened within a minute.`,
  'contributors-remain': (caseId) =>
    `Case ${caseId} goes on: other contributors of the alarm are not OK yet.`,
  'no-open-case': () => 'An OK event ends a case, and there is none here.',
  'already-resolved': (caseId) => `Case ${caseId} had been ended by an OK event before.`,
};

/** Why an event led to no report of its own. Returns the exit code. */
export function sayStopped(stopped: Stopped, json: boolean): number {
  const { reason, caseId = '', replayWith } = stopped;
  if (json) printJson(stopped);
  else {
    const again =
      replayWith === undefined ? '' : ` To look into it again: casefile replay cases/${caseId} --fresh`;
    print(`Nothing to investigate. ${WHY[reason](caseId)}${again}\n`);
  }
  return EXIT.causeFound;
}
