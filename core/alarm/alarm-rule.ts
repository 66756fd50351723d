import type { ChildAlarm } from '../case.ts';

const STATES: ReadonlySet<string> = new Set(['ALARM', 'OK', 'INSUFFICIENT_DATA']);

/** `mark` is a bracket or a comma; `quoted` never is a keyword. */
interface Token {
  kind: 'mark' | 'word' | 'quoted';
  text: string;
}

/**
 * The alarms that a composite alarm's rule names, in its order, each once: the arguments of `ALARM(...)`,
 * `OK(...)` and `INSUFFICIENT_DATA(...)`, and the list in `AT_LEAST(2, NOT OK, (a, b))`.
 * What is not a rule gives none. One pass, whatever it is given.
 */
export function alarmsInRule(rule: string): ChildAlarm[] {
  const tokens = tokenize(rule);
  const found = new Map<string, ChildAlarm>();
  const add = (token: Token | undefined) => {
    if (token === undefined || token.kind === 'mark' || token.text === '') return;
    const child = alarmReference(token.text);
    if (!found.has(child.name)) found.set(child.name, child);
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== 'word' || !STATES.has(token.text)) continue;
    if (isMark(tokens[i + 1], '(')) {
      add(tokens[i + 2]);
      i += 2;
    } else if (isMark(tokens[i + 1], ',') && isMark(tokens[i + 2], '(')) {
      for (i += 3; i < tokens.length && !isMark(tokens[i], ')'); i++) add(tokens[i]);
    }
  }
  return [...found.values()];
}

const ARN_BEGINNING = /^arn:[^:]{1,30}:cloudwatch:[^:]{0,30}:[^:]{0,30}:alarm:/;

/** An alarm as rules and events name it: by name, or by ARN, in which the name may hold colons. */
export function alarmReference(reference: string): ChildAlarm {
  const name = reference.replace(ARN_BEGINNING, '');
  return name === reference || name === '' ? { name: reference } : { name, arn: reference };
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

function tokenize(rule: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < rule.length;) {
    const char = rule.charAt(i);
    if (/\s/.test(char)) {
      i++;
    } else if ('(),'.includes(char)) {
      tokens.push({ kind: 'mark', text: char });
      i++;
    } else if (char === '"') {
      const { text, end } = readQuoted(rule, i + 1);
      tokens.push({ kind: 'quoted', text });
      i = end;
    } else {
      const start = i;
      while (i < rule.length && !/[\s(),]/.test(rule.charAt(i))) i++;
      tokens.push({ kind: 'word', text: rule.slice(start, i) });
    }
  }
  return tokens;
}

/** The text from `start` to the closing quote; within it, a backslash makes a quote part of the name. Never closed: none. */
function readQuoted(rule: string, start: number): { text: string; end: number } {
  let text = '';
  for (let i = start; i < rule.length; i++) {
    const char = rule.charAt(i);
    if (char === '"') return { text, end: i + 1 };
    if (char === '\\' && i + 1 < rule.length) i++;
    text += rule.charAt(i);
  }
  return { text: '', end: rule.length };
}
