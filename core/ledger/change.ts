import type { ChangeKind } from '../catalogue/resource-type.ts';
import type { Entity } from '../entity.ts';
import type { Finding } from '../proof/predicate.ts';

/** A setting, or an environment variable that went or came: `name`. */
export interface ChangedSetting {
  setting:
    'removed-variable' | 'added-variable' | 'timeout' | 'memory' | 'handler' | 'runtime' | 'role' | 'layers';
  name: string;
  finding: Finding;
}

/** One change of one resource, whatever sources tell of it. */
export interface Change {
  kind: ChangeKind;
  entity: Entity;
  at: string;
  /** All findings that tell of it, the best source first. */
  findings: Finding[];
  version?: string;
  previous?: { version: string; finding: Finding };
  /** What the settings of two versions, or the call's parameters, say was changed. */
  changed: ChangedSetting[];
  aliases: { name: string; finding: Finding }[];
  stack?: string;
}

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
