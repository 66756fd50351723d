import type { Json } from '../canonical.ts';
import { neutralize } from '../neutralize.ts';
import { inSource, viewsOf } from './escapes.ts';
import { type Finder, findInTexts } from './find-in-texts.ts';
import { type Found, replaceFound } from './found.ts';
import { type JsonNode, jsonIn } from './json-in-text.ts';
import { namedSecrets } from './named-secrets.ts';
import { accountsIn, personsIn } from './persons.ts';
import { hiddenItems, hiddenMembers } from './secret-names.ts';
import { tokens } from './tokens.ts';
import { urlSecrets } from './url-secrets.ts';
import { vendorSecrets } from './vendor-secrets.ts';

const SECRETS: readonly Finder[] = [tokens, urlSecrets, namedSecrets, vendorSecrets];
const ALL: readonly Finder[] = [...SECRETS, personsIn];
/** Who changed something may keep their address: an engineer asks for them. */
export const OF_CALLERS: readonly Finder[] = [...SECRETS, accountsIn];
const OF_IDENTITIES: readonly Finder[] = [tokens, urlSecrets, vendorSecrets];

/**
 * A text without secrets, without what belongs to persons, and without characters that may not be shown, also where JSON
 * or escapes hold them, at any depth. What is not changed stays as it is, byte for byte. Applying it twice changes nothing more.
 */
export function cleanText(text: string): string {
  return cleanTexts([text], ALL)[0] ?? '';
}

/** `cleanText` of any of these, looked through together, which is much faster than one by one. */
export function cleaned(texts: Iterable<string>, finders: readonly Finder[] = ALL): (text: string) => string {
  const raw = [...new Set(texts)];
  const clean = cleanTexts(raw, finders);
  const found = new Map(raw.map((text, i) => [text, clean[i] ?? '']));
  return (text) => found.get(text) ?? '';
}

/** Identities: as they are, but for secrets in formats of their issuers, and for broken characters, which nothing can be asked by. */
export function cleanedIdentities(names: Iterable<string>): (name: string) => string {
  const raw = [...new Set(names)];
  const sound = raw.map((name) => name.toWellFormed());
  const found = findInTexts(sound, OF_IDENTITIES);
  const clean = new Map(raw.map((name, i) => [name, replaceFound(sound[i] ?? '', found[i] ?? [])]));
  return (name) => clean.get(name) ?? '';
}

/** What is taken out may leave something else that must go: seldom, and each time there is less of it. */
const MAX_PASSES = 6;
/** After so many, what goes leaves a mark. */
const SILENT_PASSES = 2;
const UNREADABLE = '[redacted text]';

/** `cleanText` of many texts, with the finders given. */
function cleanTexts(texts: readonly string[], finders: readonly Finder[]): string[] {
  const clean = [...texts];
  let open = clean.map((_, i) => i);
  for (let pass = 0; pass < MAX_PASSES && open.length > 0; pass++) {
    const before = open.map((i) => clean[i] ?? '');
    const after = cleanOnce(before, finders, pass >= SILENT_PASSES);
    const changed = open.filter((_, n) => after[n] !== before[n]);
    open.forEach((i, n) => {
      clean[i] = after[n] ?? '';
    });
    open = changed;
  }
  for (const i of open) clean[i] = UNREADABLE;
  return clean;
}

/** @param marks whether what goes leaves a mark, so that nothing new arises where it stood */
function cleanOnce(raw: readonly string[], finders: readonly Finder[], marks: boolean): string[] {
  const texts = raw.map((text) => {
    const shown = neutralize(text);
    return { shown, nodes: jsonIn(shown) };
  });
  // Depth first: what JSON holds is a list of texts again.
  const held = texts.map(({ shown, nodes }) => nodes.flatMap((node) => stringsIn(shown, node)));
  const inner = held.flat().flatMap((one) => ('value' in one ? [one.value] : []));
  const clean = inner.length === 0 ? [] : cleanOnce(inner, finders, marks);
  let next = 0;
  const edits = held.map((list) =>
    list.flatMap((one): Found[] => {
      if (!('value' in one)) return [one];
      const value = clean[next++] ?? '';
      return value === one.value ? [] : [{ from: one.from, to: one.to, mark: JSON.stringify(value) }];
    }),
  );
  const found = foundIn(
    texts.map(({ shown, nodes }) => withoutJson(shown, nodes)),
    finders,
    marks,
  );
  return texts.map(({ shown }, i) => replaceFound(shown, [...(found[i] ?? []), ...(edits[i] ?? [])]));
}

/** The same text with JSON blanked out: what is in it is cleaned value by value. */
function withoutJson(text: string, nodes: readonly JsonNode[]): string {
  let out = '';
  let end = 0;
  for (const { from, to } of nodes) {
    out += text.slice(end, from) + BLANK.repeat(to - from);
    end = to;
  }
  return out + text.slice(end);
}

/** A character that no pattern takes for a delimiter, so that `secret={...}` is seen to have a value. */
const BLANK = '\uFFFC';

function foundIn(texts: readonly string[], finders: readonly Finder[], marks: boolean): Found[][] {
  const views = texts.map(viewsOf);
  const found = findInTexts(
    views.flat().map(({ text }) => text),
    finders,
  );
  let next = 0;
  return views.map((ofText) =>
    ofText.flatMap((view) => inSource(view, [...(found[next++] ?? []), ...unseen(view.text, marks)])),
  );
}

/** Characters that would have to go if an escape were decoded. */
function unseen(text: string, marks: boolean): Found[] {
  if (neutralize(text) === text) return [];
  const finds: Found[] = [];
  let at = 0;
  for (const character of text) {
    const mark = neutralize(character);
    if (mark !== character)
      finds.push({ from: at, to: at + character.length, mark: mark === '' && marks ? '\uFFFD' : mark });
    at += character.length;
  }
  return finds;
}

type Held = { from: number; to: number; value: string } | Found;

/** The texts that JSON holds, keys too, and what of it is hidden whole. */
function stringsIn(text: string, node: JsonNode): Held[] {
  switch (node.kind) {
    case 'scalar': {
      const clean = cleanNumber(text.slice(node.from, node.to));
      return clean === undefined ? [] : [{ from: node.from, to: node.to, mark: JSON.stringify(clean) }];
    }
    case 'string':
      return [node];
    case 'array': {
      const hidden = hiddenItems(node.items.map((item) => plain(text, item)));
      return node.items.flatMap((item, i) => (hidden.has(i) ? [whole(item)] : stringsIn(text, item)));
    }
    case 'object': {
      const hidden = hiddenMembers(node.members.map(({ key, value }) => [key.value, plain(text, value)]));
      return node.members.flatMap(({ key, value }, i) => [
        key,
        ...(hidden.has(i) ? [whole(value)] : stringsIn(text, value)),
      ]);
    }
  }
}

function whole({ from, to }: JsonNode): Found {
  return { from, to, mark: '"[redacted]"' };
}

/** What stands in place of a number that is a card's; undefined if it may stay. */
function cleanNumber(digits: string): string | undefined {
  return digits.length < 14 ? undefined : personsIn(digits)[0]?.mark;
}

/** Of a value what decides whether it is hidden. */
function plain(text: string, node: JsonNode): Json {
  switch (node.kind) {
    case 'string':
      return node.value;
    case 'array':
      return node.items.map((item) => (item.kind === 'string' ? item.value : null));
    case 'object':
      return {};
    case 'scalar':
      return /^[-\d]/.test(text.slice(node.from, node.to)) ? 0 : null;
  }
}
