import { basename, dirname, relative, resolve } from 'node:path';
import { refuseRunningCase } from '../../adapters/stores/claim-case.ts';
import { folderStore } from '../../adapters/stores/folder-store.ts';
import { CaseEvent } from '../../core/case.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { readRecord } from '../../core/read-record.ts';
import type { Interruption } from '../../core/report/interruption.ts';

/** The store that a case's folder lies in, or undefined if it was moved out of one. */
export function storeOf(folder: string, caseId: string): string | undefined {
  const path = resolve(folder);
  const isThere = basename(path) === caseId && basename(dirname(path)) === 'cases';
  return isThere ? dirname(dirname(path)) : undefined;
}

/** @throws CasefileError `CaseRunning` if a process is at work on the case in this folder */
export async function refuseRunningIn(folder: string, store: CaseStore, caseId: string): Promise<void> {
  const root = storeOf(folder, caseId);
  if (root === undefined) return;
  const { alarmKey } = await readRecord(store, CaseEvent, paths.event(caseId));
  await refuseRunningCase(folderStore(root), alarmKey);
}

/** That a case was interrupted, and where. */
export function interruptedText(caseId: string, { round, k }: Interruption): string {
  const where = round === 0 ? 'before it asked anything' : `in round ${round}`;
  const after = k === 0 ? 'before its first verdict' : `after verdict ${k}`;
  return `Case ${caseId} was interrupted ${where}, ${after}.`;
}

/** Who can go on with an interrupted case. */
export function goOnText(folder: string, caseId: string): string {
  const root = storeOf(folder, caseId);
  if (caseId.endsWith('-live')) return 'If its execution has failed, redrive it; if it still runs, wait.';
  if (caseId.includes('-replay-')) return 'Replay its origin again with --fresh.';
  return root === undefined
    ? 'Put it back into the folder that it was made in, and run the command that made it again.'
    : `Run the command that made it again, with --out ${relative(process.cwd(), root) || '.'}: it goes on there.`;
}
