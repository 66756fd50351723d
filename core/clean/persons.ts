import type { Found } from './found.ts';

/** Latin, and not all letters: text of other scripts may stand beside an address without a space. */
const NAME = String.raw`[\p{Script=Latin}\w.+-]`;

/**
 * What may be an address, also as URLs write it (`%40`): a name of letters stands at its end, so that versions
 * (`lodash@4.17.21`) are none. Longer in front than an address may be: keys are put together of many things.
 */
const EMAIL = new RegExp(
  String.raw`(?<!${NAME})${NAME}{1,320}(?:@|%40)(?:[\p{Script=Latin}\d-]{1,63}\.){1,8}(?:xn--[a-z\d-]{2,59}|[a-z]{2,24})(?![a-z\d-])`,
  'giu',
);

/** Names of machines and modules, at the end of which no mail arrives; a file may be called by an address (`jo@example.com.json`). */
const NO_MAIL =
  /\.(?:amazonaws\.com(?:\.cn)?|amazonses\.com|internal|local|localdomain|svc|consul|handler)$|(?<!\.(?:com|net|org|edu|gov|info|[a-z]{2}))\.(?:[cm]?[jt]s|json|jar|class)$/i;

/** In front of the user of a URL and of their password (that goes by itself), and within an ARN. */
const NO_ADDRESS_BEHIND =
  /(?::\/\/(?:[^\s:/?#@]{0,200}:)?|\barn:aws[\w-]{0,20}:[^\s"'`\\,;<>&|?()[\]{}]{0,300})$/;
const BEHIND_CHARS = 330;

/**
 * As the issuers begin them (ISO/IEC 7812): sixteen digits, fifteen of American Express, fourteen of Diners Club. An id of
 * such digits that has the check digit by chance (one of ten) goes too: an id that is missing is a nuisance, a card number
 * that is kept is a breach.
 */
const CARD =
  /(?<![\w-])(?:(?:4\d{3}|5[0-8]\d{2}|2[2-7]\d{2}|35\d{2}|6[0-24-7]\d{2})(?:[ -]?\d{4}){3}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|3[0689]\d{2}[ -]?\d{6}[ -]?\d{4})(?![\w-])/g;

/** An account's number as banks write it (ISO 13616): country, check digits, up to 30 more, in groups of four or none. */
const IBAN = /(?<![A-Z\d])[A-Z]{2}\d{2}(?:[ ]?[A-Z\d]{4}){2,7}(?:[ ]?[A-Z\d]{1,3})?(?![A-Z\d])/g;

/**
 * What belongs to persons: of no use for a cause, and not to be kept. Who an ARN names stays, and which host
 * is connected to.
 */
export function personsIn(text: string): Found[] {
  return [...matches(text, EMAIL, '[redacted e-mail]', isAddress), ...accountsIn(text)];
}

/** The numbers of cards and accounts. */
export function accountsIn(text: string): Found[] {
  return [
    ...matches(text, CARD, '[redacted card number]', isLuhn),
    ...matches(text, IBAN, '[redacted account number]', isIban),
  ];
}

function matches(
  text: string,
  pattern: RegExp,
  mark: string,
  is: (found: string, before: string) => boolean,
): Found[] {
  return Array.from(text.matchAll(pattern)).flatMap(({ 0: found, index }) =>
    is(found, text.slice(Math.max(0, index - BEHIND_CHARS), index))
      ? [{ from: index, to: index + found.length, mark }]
      : [],
  );
}

function isAddress(found: string, before: string): boolean {
  // Repositories are cloned from a user of that name.
  return !found.startsWith('git@') && !NO_MAIL.test(found) && !NO_ADDRESS_BEHIND.test(before);
}

/** The check digit of card numbers (ISO/IEC 7812-1): every second digit from the right doubled, a sum of tens. */
function isLuhn(text: string): boolean {
  const digits = text.replace(/\D/g, '').split('').map(Number).toReversed();
  const sum = digits.reduce((total, digit, i) => {
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** The check digits of account numbers (ISO/IEC 7064, MOD 97-10): letters as numbers from 10 on, the first four last. */
function isIban(text: string): boolean {
  const plain = text.replace(/ /g, '');
  const moved = plain.slice(4) + plain.slice(0, 4);
  const rest = moved.split('').reduce((left, digit) => Number(`${left}${parseInt(digit, 36)}`) % 97, 0);
  return rest === 1 && plain.length >= 15;
}
