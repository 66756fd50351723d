/** Every kind of finding: what it tells, and how it is said. This is the one place that words findings. */
import { ALARM_WORDS } from './alarm-words.ts';
import { CHANGE_WORDS } from './change-words.ts';
import { LOG_WORDS } from './log-words.ts';
import { METRIC_WORDS } from './metric-words.ts';

const WORDS = { ...ALARM_WORDS, ...METRIC_WORDS, ...LOG_WORDS, ...CHANGE_WORDS };

export type FindingKind = keyof typeof WORDS;
export type FindingData<K extends FindingKind> = Parameters<(typeof WORDS)[K]['say']>[0];

function isFindingKind(kind: string): kind is FindingKind {
  return Object.hasOwn(WORDS, kind);
}

export const FINDING_KINDS: readonly FindingKind[] = Object.keys(WORDS).filter((kind) => isFindingKind(kind));

/** Those that tell what is going on, in the order in which they are said. */
export const TOLD: readonly FindingKind[] = FINDING_KINDS.filter(
  (kind) => toldOf(kind) !== undefined,
).toSorted((a, b) => (toldOf(a) ?? 0) - (toldOf(b) ?? 0));

function toldOf(kind: FindingKind): number | undefined {
  return WORDS[kind].told;
}

/** The same as `WORDS`, in a form in which a kind's name tells its data. */
const BY_KIND: { [K in FindingKind]: { say: (data: FindingData<K>) => string } } = WORDS;

/** A finding in words. */
export function sayFinding<K extends FindingKind>(kind: K, data: FindingData<K>): string {
  return BY_KIND[kind].say(data);
}
