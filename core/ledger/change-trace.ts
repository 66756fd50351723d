import type { Finding } from '../proof/predicate.ts';
import type { Change, ChangeKind, ChangedSetting } from '../observe/facts.ts';

/** What one source tells of one change. */
export interface Trace {
  kind: ChangeKind;
  at: string;
  /** Sources in the order in which their time of the change is believed. */
  source: 'versions' | 'stack' | 'cloudtrail' | 'settings';
  finding: Finding;
  /** The API call, if that is what it is. */
  call?: string;
  version?: string;
  previous?: Change['previous'];
  aliases?: Change['aliases'];
  changed?: ChangedSetting[];
  stack?: string;
}
