import { Json } from '../canonical.ts';
import { OF_CALLERS, cleaned, cleanedIdentities } from './clean-texts.ts';
import { type Field, fieldOf } from './identities.ts';
import { hiddenItems, hiddenMembers } from './secret-names.ts';

/**
 * The one way in for what comes from AWS, a log, a server or a model: `cleanText` over every text of a value and over its
 * keys; what stands under a key that names a secret goes whole. Identities stay as they are, byte for byte, but for secrets
 * in formats of their issuers.
 */
export function cleanRecord(value: Json): Json {
  return cleaner(value, fieldOf);
}

/** `cleanRecord` of what is shown, logged or sent: names too. Nothing is asked by it any more. */
export function cleanShown(value: Json): Json {
  return cleaner(value, () => 'text');
}

function cleaner(value: Json, asks: FieldOf): Json {
  const texts: string[] = [];
  const callers: string[] = [];
  const names: string[] = [];
  // The same walk twice: first to see which texts there are, since many together are looked through much faster.
  walk(value, 'text', '', {
    fieldOf: asks,
    text: (text, name) => ((name === WHO ? callers : texts).push(text), text),
    identity: (name) => (names.push(name), name),
  });
  const clean = cleaned(texts);
  const cleanCaller = cleaned(callers, OF_CALLERS);
  return walk(value, 'text', '', {
    fieldOf: asks,
    text: (text, name) => (name === WHO ? cleanCaller(text) : clean(text)),
    identity: cleanedIdentities(names),
  });
}

type FieldOf = (name: string) => Field;

/** Who changed something is what an engineer asks for: their address is no matter of privacy here. */
const WHO = 'by';

interface Visitor {
  fieldOf: FieldOf;
  text: (text: string, name: string) => string;
  identity: (text: string) => string;
}

/** A value with each of its texts and keys as the visitor makes them. @param name of the field that it stands in */
function walk(value: Json, field: Field, name: string, visit: Visitor): Json {
  if (typeof value === 'string') {
    if (field === 'document') return documentIn(value, visit) ?? visit.text(value, name);
    return field === 'identity' || field === 'identities' ? visit.identity(value) : visit.text(value, name);
  }
  if (Array.isArray(value)) {
    const hidden = hiddenItems(value);
    return value.map((item, i) => (hidden.has(i) ? '[redacted]' : walk(item, field, name, visit)));
  }
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value);
  const named = field === 'identities' || field === 'labelled';
  const hidden = field === 'identities' ? new Set() : hiddenMembers(members);
  const nameOf = distinct();
  return Object.fromEntries(
    members.map(([key, inner], i) => [
      nameOf(named ? visit.identity(key) : visit.text(key, '')),
      hidden.has(i)
        ? '[redacted]'
        : walk(inner, field === 'identities' ? field : named ? 'text' : visit.fieldOf(key), key, visit),
    ]),
  );
}

function documentIn(text: string, visit: Visitor): string | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  const document = Json.safeParse(read);
  if (!document.success) return undefined;
  const clean = JSON.stringify(walk(document.data, 'text', '', visit));
  // What is not changed stays as it is, with its spaces and numbers.
  return clean === JSON.stringify(document.data) ? text : clean;
}

/** Keys that differed only in what was taken out of them stay several. */
function distinct(): (name: string) => string {
  const times = new Map<string, number>();
  const given = new Set<string>();
  return (name) => {
    let own = name;
    while (given.has(own)) {
      const time = (times.get(name) ?? 1) + 1;
      times.set(name, time);
      own = `${name} ${time}`;
    }
    given.add(own);
    return own;
  };
}
