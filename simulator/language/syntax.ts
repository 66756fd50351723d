import type { Document, ErrorCode, LineCounter } from 'yaml';
import { at } from './positions.ts';

/** What is no YAML, or YAML that a scenario can't use. The parser goes on after an error: one a line is enough. */
export function syntaxProblems(document: Document.Parsed, text: string, lines: LineCounter) {
  const problems = [...document.errors, ...document.warnings].map(({ code, pos: [from], message }) => ({
    ...at(lines, from),
    path: '',
    message: messageOf(code, text.slice(from, from + 80), message),
  }));
  const first = new Map(problems.toReversed().map((problem) => [problem.line, problem]));
  return problems.filter((problem) => first.get(problem.line) === problem);
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
