import * as z from 'zod';
import { Json } from '../canonical.ts';
import { MINUTE, clockTime, since } from '../time.ts';
import type { CapabilityName } from './capabilities.ts';

/** Where an answer tells when what it describes was last changed. */
const Changed = z.looseObject({ lastModified: z.string().optional(), updatedAt: z.string().optional() });
/** The lists of an answer whose items tell it one by one. */
const LISTS: Partial<Record<CapabilityName, string>> = {
  'alarms.describe': 'alarms',
  'function.triggers': 'mappings',
};

/** What of an answer was already so at `at`, and what was changed since: AWS tells only how things are now. */
export interface AsOf {
  /** Undefined if nothing of it is evidence. */
  answer: Json | undefined;
  changed: string[];
}

/** What carries no time of its own counts as of its time for so long. */
const LATE_MS = 30 * MINUTE;

/**
 * Leaves out configuration that was changed after `at`: read later, it says nothing about an incident before.
 * @param readAt when it was read
 */
export function asOf(capability: CapabilityName, answer: Json, at: string, readAt: string): AsOf {
  const late = since(at, readAt) > LATE_MS;
  if (capability === 'function.config') {
    const changed = changedAfter(answer, at);
    return changed === undefined
      ? withoutConcurrency(answer, late)
      : { answer: undefined, changed: [`the configuration was changed at ${changed}`] };
  }
  if (capability === 'function.versions') return versionsAsOf(answer, at, late);
  const list = LISTS[capability];
  if (list === undefined || typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return { answer, changed: [] };
  }
  const items = answer[list];
  if (!Array.isArray(items)) return { answer, changed: [] };
  const kept = items.filter((item) => changedAfter(item, at) === undefined);
  if (kept.length === items.length) return { answer, changed: [] };
  const changed = items.flatMap((item) => {
    const time = changedAfter(item, at);
    return time === undefined ? [] : [`${nameOf(item)} was changed at ${time}`];
  });
  return { answer: { ...answer, [list]: kept }, changed };
}

/** Reserved concurrency is set without touching the function's own time stamp. */
function withoutConcurrency(answer: Json, late: boolean): AsOf {
  if (!late || typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return { answer, changed: [] };
  }
  const { reservedConcurrency, ...rest } = answer;
  return reservedConcurrency === undefined
    ? { answer, changed: [] }
    : { answer: rest, changed: ['what concurrency was reserved then is not known'] };
}

const Versions = z.looseObject({
  versions: z.array(z.looseObject({ version: z.string(), publishedAt: z.string() })),
  aliases: z.array(z.looseObject({ name: z.string(), version: z.string() })),
});

/** Aliases have no time of their own, but one that names a later version was moved since. */
function versionsAsOf(answer: Json, at: string, late: boolean): AsOf {
  const read = Versions.safeParse(answer);
  if (!read.success) return { answer, changed: [] };
  const later = new Map(
    read.data.versions.flatMap((one) => (one.publishedAt > at ? [[one.version, one] as const] : [])),
  );
  if (later.size === 0 && !late) return { answer, changed: [] };
  const kept = {
    ...read.data,
    versions: read.data.versions.filter(({ version }) => !later.has(version)),
    // Moved back since, an alias names an old version.
    aliases: late ? [] : read.data.aliases.filter(({ version }) => !later.has(version)),
  };
  const moved = read.data.aliases.filter(({ version }) => later.has(version));
  return {
    answer: Json.parse(kept),
    changed: [
      ...moved.map(({ name, version }) => `alias ${name} was moved to version ${version}`),
      ...(late && moved.length < read.data.aliases.length ? ['where aliases pointed then is not known'] : []),
    ],
  };
}

function changedAfter(item: Json, at: string): string | undefined {
  const { lastModified, updatedAt } = Changed.safeParse(item).data ?? {};
  const time = lastModified ?? updatedAt;
  return time !== undefined && time > at ? dayAndTime(time) : undefined;
}

const Named = z.looseObject({ name: z.string().optional(), id: z.string().optional() });

function nameOf(item: Json): string {
  const { name, id } = Named.safeParse(item).data ?? {};
  return name ?? id ?? 'it';
}

function dayAndTime(time: string): string {
  return `${time.slice(0, 10)} ${clockTime(time)}`;
}
