import { type Document, type ErrorCode, type LineCounter, isScalar, visit } from 'yaml';
import { at } from './positions.ts';

/**
 * What is no YAML, or YAML that a scenario can't use. The parser goes on after an error, and what it finds then follows from the
 * first: that one is told.
 */
export function syntaxProblems(document: Document.Parsed, text: string, lines: LineCounter) {
  const problems = [...document.errors, ...document.warnings].map(({ code, pos: [from], message }) => ({
    ...at(lines, from),
    path: '',
    message: messageOf(code, text.slice(from, from + 80), message),
  }));
  const all = problems.length > 0 ? problems : mergeKeys(document, lines);
  return all.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, 1);
}

/** YAML 1.1 had them, and many write them still. */
function mergeKeys(document: Document.Parsed, lines: LineCounter) {
  const found: { line: number; column: number; path: string; message: string }[] = [];
  visit(document, {
    Pair(_key, { key }) {
      if (!isScalar(key) || key.value !== '<<') return;
      const message =
        'merge keys (<<) are not of this language: write the keys out, or give the whole value an anchor (&name, *name)';
      found.push({ ...at(lines, key.range?.[0] ?? 0), path: '', message });
    },
  });
  return found;
}

const MESSAGES: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'a tab can’t indent in YAML: use spaces',
  BLOCK_AS_IMPLICIT_KEY: 'this text has ": " in it: put it in quotes',
  MULTILINE_IMPLICIT_KEY: 'there is no ": " here: a key needs a colon and a space',
  MULTIPLE_DOCS: 'a second document begins here (---): one scenario a file',
  RESOURCE_EXHAUSTION: 'it is nested too deep',
  TAG_RESOLVE_FAILED: 'tags (!...) mean nothing here: remove it, or put the text in quotes',
};

function messageOf(code: ErrorCode, where: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return `the key ${/^[\w.-]+/.exec(where)?.[0] ?? ''} is here twice`;
  if (code === 'BAD_SCALAR_START') return `text can’t begin with ${where[0] ?? 'this'}: put it in quotes`;
  if (message.startsWith('Unexpected scalar at node end')) {
    return 'the value has ended before this: put the whole text in quotes';
  }
  return MESSAGES[code] ?? (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}
