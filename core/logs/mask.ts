/**
 * The first look at a line: its words, without what differs from line to line. A word without a digit stays; letters with
 * digits behind them keep the letters; any other word with a digit in it is a variable, and so are hexadecimal words and what
 * is beside one by a dash (UUIDs). Digits stay where they are a status, a code or a level.
 */

/** What stands for a variable: no line has it, or it means nothing. */
export const VARIABLE = '\u0001';

const SEED_A = 0x811c9dc5;
const SEED_B = 0x1b873593;
const TIMES_A = 0x01000193;
const TIMES_B = 0x85ebca6b;

/** 0 = between words, 1 = digit, 2 = letter, 3 = letter that is a hexadecimal digit. Beyond ASCII all are letters. */
const CLASSES = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  CLASSES[code] = /[0-9]/.test(char) ? 1 : /[a-fA-F]/.test(char) ? 3 : /[A-Za-z]/.test(char) ? 2 : 0;
}

/** Hash of a word in small letters; digits stay as they are. */
const wordHash = (word: string) =>
  word.split('').reduce((hash, char) => Math.imul(hash ^ (char.charCodeAt(0) | 32), TIMES_A), SEED_A) | 0;

/** Behind these words a number says what happened, and not to whom. */
const SAYING = new Set(
  `status statuscode httpstatuscode code http errno sqlstate error answered returned
  responded got ora`
    .split(/\s+/)
    .map(wordHash),
);
/** Numbers behind these are levels, if they are one of a logger's: 10, 20, … 60. */
const LEVEL = new Set(['level', 'lvl', 'levelno', 'severity', 'severitynumber'].map(wordHash));
/** Words that are spelled with a digit. */
const SPELLED = new Set(
  's3 ec2 x509 utf8 base64 sha256 sha1 md5 ipv4 ipv6 http2 oauth2 log4j k8s h2 p99 lib64 e11000 tls1 v1 v2 v3'
    .split(' ')
    .map(wordHash),
);
/** A status, an SQLSTATE or a level at most. */
const SAYING_DIGITS = 5;
/** Between such a word and its number: `status: `, `"level":`. */
const SAYING_GAP = 3;
/** A word of so many hexadecimal digits is one value, with or without letters in front. */
const HEX_CHARS = 6;
const DASH = 45;

/**
 * A key of the masked line: equal for two lines exactly if `maskOf` is (but for a collision of 53 bits). Allocates nothing.
 */
export function maskKey(text: string): number {
  return scan(text, undefined);
}

/** The masked line. */
export function maskOf(text: string): string {
  const codes: number[] = [];
  scan(text, codes);
  let masked = '';
  for (let i = 0; i < codes.length; i += 4_096) masked += String.fromCharCode(...codes.slice(i, i + 4_096));
  return masked;
}

/** One pass over the line. Puts each character of the masked line into `out`, if there is one. @returns its hash */
function scan(text: string, out: number[] | undefined): number {
  const { length } = text;
  let a = SEED_A;
  let b = SEED_B;
  /** Of the word before: does it say what a number means? And was it a variable? */
  let saying = false;
  let isLevel = false;
  let besideVariable = false;
  let gap = 0;
  let i = 0;
  while (i < length) {
    const code = text.charCodeAt(i);
    if ((code < 128 ? CLASSES[code] : 2) === 0) {
      a = Math.imul(a ^ code, TIMES_A);
      b = Math.imul(b + code, TIMES_B) ^ (b >>> 13);
      out?.push(code);
      if (code !== DASH) besideVariable = false;
      gap++;
      i++;
      continue;
    }
    const from = i;
    let firstDigit = -1;
    let letters = 0;
    let isHex = true;
    let lettersBehind = false;
    let hash = SEED_A;
    for (; i < length; i++) {
      const one = text.charCodeAt(i);
      const kind = one < 128 ? CLASSES[one] : 2;
      if (kind === 0) break;
      if (kind === 1) {
        if (firstDigit === -1) firstDigit = i;
      } else {
        letters++;
        if (firstDigit !== -1) lettersBehind = true;
        if (kind === 2) isHex = false;
      }
      hash = Math.imul(hash ^ (one | 32), TIMES_A);
    }
    const word = hash | 0;
    const isHexValue = isHex && (i - from >= HEX_CHARS || (besideVariable && gap === 1));
    const stays: boolean =
      firstDigit === -1
        ? !(besideVariable && isHex && gap === 1)
        : (isLevel && gap <= SAYING_GAP && i - from === 2 && text[i - 1] === '0' && letters === 0) ||
          (saying && gap <= SAYING_GAP && letters <= 2 && firstDigit === from && i - from <= SAYING_DIGITS) ||
          SPELLED.has(word);
    const until = stays
      ? i
      : letters > 0 && !lettersBehind && !isHexValue && firstDigit !== -1
        ? firstDigit
        : from;
    for (let k = from; k < until; k++) {
      const one = text.charCodeAt(k);
      a = Math.imul(a ^ one, TIMES_A);
      b = Math.imul(b + one, TIMES_B) ^ (b >>> 13);
      out?.push(one);
    }
    if (!stays) {
      a = Math.imul(a ^ 1, TIMES_A);
      b = Math.imul(b + 1, TIMES_B) ^ (b >>> 13);
      out?.push(1);
    }
    saying = firstDigit === -1 && SAYING.has(word);
    isLevel = firstDigit === -1 && LEVEL.has(word);
    besideVariable = !stays;
    gap = 0;
  }
  return (a >>> 0) * 0x200000 + ((b >>> 0) & 0x1fffff);
}
