import { SERVICES } from '../catalogue/catalogue.ts';

/**
 * What an error line says of where the trouble lies, by strings that AWS's services and common clients write.
 * `own` = nothing of it is known: the code's own error.
 */
export type Signature =
  | { kind: 'denied'; says: string; action?: string }
  /** `service`: who refuses, as CloudTrail writes it; absent if that is not known. */
  | { kind: 'throttled'; says: string; service?: string; meaning: string }
  /** Lambda itself ended the invocation after so many seconds. */
  | { kind: 'timeout'; says: string; seconds: number }
  | { kind: 'memory'; says: string }
  /** A function that was called failed by itself. */
  | { kind: 'callee'; says: string }
  /** Something that was called over the network did not answer, or not usefully. */
  | { kind: 'network'; says: string; host?: string }
  | { kind: 'own' };

/** The more telling first: some words are those of two services, and only one says more. */
const THROTTLED_WORDS = SERVICES.flatMap(({ eventSource, throttled }) =>
  throttled === undefined ? [] : [{ ...throttled, service: eventSource }],
).toSorted((a, b) => Number(a.beside === undefined) - Number(b.beside === undefined));

/** The most specific first; quantifiers are bounded, since lines come from anybody. */
export function signatureOf(line: string): Signature {
  const denied =
    /\barn:aws[\w-]{0,10}:(?:sts|iam)::\d{0,12}:[\w+=,.@/-]{1,200} is not authorized to perform: ([a-z0-9-]{1,40}:[A-Za-z]{1,60})\b/.exec(
      line,
    );
  if (denied !== null) return { kind: 'denied', says: denied[0], ...(denied[1] && { action: denied[1] }) };
  const plainDenied = /AccessDenied(?:Exception)?|UnauthorizedOperation/.exec(line);
  if (plainDenied !== null) return { kind: 'denied', says: plainDenied[0] };
  for (const { words, beside, meaning, service } of THROTTLED_WORDS) {
    const says = beside === undefined || beside.test(line) ? words.exec(line)?.[0] : undefined;
    if (says !== undefined) return { kind: 'throttled', says, service, meaning };
  }
  const timeout = /Task timed out after (\d{1,4}(?:\.\d{1,3})?) seconds/.exec(line);
  if (timeout !== null) {
    const own = OWN_TIMEOUT.test(line);
    return own
      ? { kind: 'timeout', says: timeout[0], seconds: Number(timeout[1]) }
      : { kind: 'callee', says: timeout[0] };
  }
  const memory =
    /Runtime exited with error: signal: killed|Runtime\.OutOfMemory|JavaScript heap out of memory/.exec(line);
  if (memory !== null) {
    const own = line.startsWith('RequestId: ') || memory[0] !== 'Runtime exited with error: signal: killed';
    return { kind: own ? 'memory' : 'callee', says: memory[0] };
  }
  const throttled = /ThrottlingException|RequestLimitExceeded|SlowDown/.exec(line);
  if (throttled !== null)
    return { kind: 'throttled', says: throttled[0], meaning: 'that an AWS API throttles it' };
  const network =
    /ETIMEDOUT|ESOCKETTIMEDOUT|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|socket hang up|timed out after|TimeoutError|(?:status(?: code)?|answered|returned|responded(?: with)?|HTTP(?:\/[\d.]{1,3})?|code)\W{0,3}50[234]\b|\b50[234] (?:Bad Gateway|Service Unavailable|Gateway Time-?out)/i.exec(
      line,
    );
  if (network !== null) {
    const host =
      /https?:\/\/([A-Za-z0-9.-]{1,253})/.exec(line)?.[1] ??
      /\b(?:ENOTFOUND|EAI_AGAIN) ([A-Za-z0-9.-]{1,253})/.exec(line)?.[1];
    return { kind: 'network', says: network[0], ...(host !== undefined && { host }) };
  }
  return { kind: 'own' };
}

/** Lambda's own line, against one in which a caller tells what the function it called said. */
const OWN_TIMEOUT = /^(?:\d{4}-\d\d-\d\dT[\d:.]{8,12}Z )?[0-9a-f-]{36} Task timed out/;

/**
 * Environment variables that a line says are missing: `PRICING_URL is not set`, `missing environment variable
 * PRICING_URL`. A name in capitals alone says nothing: error codes look the same.
 */
export function missingVariablesIn(line: string): string[] {
  const found = [...line.matchAll(BEFORE_NAME), ...line.matchAll(AFTER_NAME)].map(([, name = '']) => name);
  return [...new Set(found)].filter((name) => !/^(?:ERR|E|EXIT|HTTP)_/.test(name));
}

const NAME = '([A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){0,6})';
const BEFORE_NAME = new RegExp(
  `(?:environment variables?|env var|process\\.env\\.|[Mm]issing(?: required)?)[ :"'\`]{0,3}${NAME}\\b`,
  'g',
);
const AFTER_NAME = new RegExp(
  `\\b${NAME}["'\`]? (?:is |was |must be )?(?:not set|not defined|undefined|missing|required|set)\\b`,
  'g',
);
