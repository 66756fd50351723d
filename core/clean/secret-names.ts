import type { Json } from '../canonical.ts';

/** What a token may be for that hides nothing: pages, and requests that are told apart. */
const OPEN_TOKENS = [
  'next',
  'continuation',
  'page',
  'pagination',
  'starting',
  'client',
  'request',
  'idempotency',
  'cancellation',
  'sync',
  'redacted',
  'unexpected',
  'missing',
].join('|');

const KEYS =
  'api|app|application|access|account|secret|secret[_. -]?access|private|encryption|signing|signature|shared|shared[_-]?access|master|subscription|licen[cs]e|auth|webhook|storage|cosmos|functions?|hmac|consumer|sending|integration|admin|service|ingest(?:ion)?|write|unseal|fastly|account[_-]?sas';

const NAMES_OF_SECRETS = [
  'passw(?:or)?d',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  '[_-]pass',
  '(?:store|key)pass',
  'secret',
  'secret[_-]?string',
  'credentials?',
  `(?:${KEYS})[_. -]?key(?:[_-]base|[_-]data|[^\\S\\n]\\d)?`,
  'client[_-]?key[_-]?data',
  `(?<!(?:${OPEN_TOKENS})[_ -]?)token`,
  '[_-]pat',
  'authorization',
  'cookie',
  'session[_-]?id',
  'samlresponse',
  'shared[_-]?access[_-]?signature',
  'client[_-]?assertion',
  'device[_-]?code',
  'code[_-]?verifier',
  'oauth[_-]?signature',
  'x-amz-(?:signature|credential|security-token)',
  'x-jfrog-art-api',
  'x-honeycomb-team',
].join('|');

/** Names under which secrets stand, as the end of a longer name: `db_password`, `STRIPE_SECRET_KEY`, `dbSecret2`. */
export const SECRET_NAME = String.raw`(?:${NAMES_OF_SECRETS})\d{0,2}`;

const ENDS_SO = new RegExp(`${SECRET_NAME}$`, 'i');
/** Of these also a list of texts: `passwords`, `cookies`. Numbers of tokens are counted, and are no list. */
const ENDS_PLURAL = new RegExp(`${SECRET_NAME}s$`, 'i');
/** Only what is called exactly so: as an end these are found in too many names. */
const WHOLE = /^(?:pass|plaintext|auth|creds?|sig|otp|pin|cvv|cvc|pw|jwt|psk|_auth)$/i;

/** Names that secrets and harmless things share: the value's form tells. */
const BY_FORM: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/routing[_-]?key$/i, /^[\da-f]{32}$/],
  [/^session$/i, /^[\w-]{40,}$/],
];

/** Whether what stands under this name is a secret. */
export function isSecretName(name: string): boolean {
  return ENDS_SO.test(name) || WHOLE.test(name);
}

/** Values that are none: words for nothing, marks, variables, and the name of what keeps the secret. */
const NOTHING =
  /^(?:(?:process\.env|os\.environ|environ|env|var|vars|local|config|settings|secrets|params?|self|this|data)(?:\.[a-z_]\w{0,40}){1,4}|![a-z]{1,20}|include|omit|same-origin|https?|\d{1,2}|\[\w{1,20}\]|redacted[\]a-z -]{0,30}|fn::\w{1,30}|str|undefined|null|none|nil|nan|true|false|yes|no|empty|missing|required|optional|invalid|expired|unset|not[ _-]?set|string|bearer|basic|[*x.•-]{2,}|-|\?|%[a-z]|:\w{1,40}|<[\w .-]{1,40}>|\$?\{{1,2}[^{}=\n]{0,80}\}{0,2}|\$[a-z_]{0,80}|\$\d|\$(?=[\w]*_)\w{0,80}|\[redacted[a-z -]{0,30}\]|\[object \w{1,20}\]|arn:aws[\w-]{0,20}:[^\s]{1,400}|alias\/[\w/-]{1,200}|)$/i;

/** Whether a value says that there is none, or only where it is kept. */
export function isPlaceholder(value: string): boolean {
  return NOTHING.test(value.trim());
}

const NAMES = /^(?:name|key|parameter_?key|parameter_?name|output_?key|variable|header|field|option)$/i;
const VALUES = /^(?:value|parameter_?value|output_?value|default|default_?value|resolved_?value)$/i;
/** The private numbers of a JSON Web Key (RFC 7518, section 6). */
const KEY_NUMBERS = /^(?:d|p|q|dp|dq|qi|k)$/;

/**
 * Which members of an object are hidden: those under a secret's name, the value of a pair that names one
 * (`{ParameterKey, ParameterValue}`), and a key's private numbers. Of a nested object its own names decide.
 */
export function hiddenMembers(members: readonly (readonly [name: string, value: Json])[]): Set<number> {
  const ofSecret = members.some(
    ([name, value]) => typeof value === 'string' && NAMES.test(name) && isSecretName(value),
  );
  const ofStore = members.some(([name, value]) => /^type$/i.test(name) && value === 'SecureString');
  const ofKey = members.some(([name]) => name === 'kty');
  return new Set(
    members.flatMap(([name, value], i) => {
      const paired = ((ofSecret || ofStore) && VALUES.test(name)) || (ofKey && KEY_NUMBERS.test(name));
      const hidden =
        (paired && isSecretText(value)) ||
        (isSecretName(name) && hides(value)) ||
        (ENDS_PLURAL.test(name) && isListOfTexts(value)) ||
        BY_FORM.some(([of, form]) => of.test(name) && typeof value === 'string' && form.test(value));
      return hidden ? [i] : [];
    }),
  );
}

/** A flag or a header's name that a list gives its value next: `["--password", "x"]`. */
const NAMES_NEXT = new RegExp(
  String.raw`^(?:--?[\w-]{0,60}|x-[\w-]{0,60})(?:${SECRET_NAME})$|^(?:authorization|cookie|set-cookie)$`,
  'i',
);

/** Which items of a list are hidden: those behind the name of a secret. */
export function hiddenItems(items: readonly Json[]): Set<number> {
  return new Set(
    items.flatMap((item, i) => {
      const before = items[i - 1];
      return typeof before === 'string' && NAMES_NEXT.test(before) && isSecretText(item) ? [i] : [];
    }),
  );
}

function hides(value: Json): boolean {
  return typeof value === 'number' || Array.isArray(value) || isSecretText(value);
}

function isListOfTexts(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

function isSecretText(value: Json): boolean {
  return typeof value === 'string' && !isPlaceholder(value);
}
