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
  'unexpected',
  'missing',
].join('|');

const KEYS =
  'api|app|application|access|account|secret|private|encryption|signing|signature|shared|shared[_-]?access|master|subscription|licen[cs]e|auth|webhook';

/** Names under which secrets stand, as the end of a longer name: `db_password`, `STRIPE_SECRET_KEY`, `dbSecret2`. */
export const SECRET_NAME = String.raw`(?:passw(?:or)?d|passwd|passphrase|passcode|pwd|[_-]pass|secret|credentials?|(?:${KEYS})[_-]?key|(?<!(?:${OPEN_TOKENS})[_ -]?)token|authorization|cookie|samlresponse|shared[_-]?access[_-]?signature|client[_-]?assertion|x-amz-(?:signature|credential|security-token))\d{0,2}`;

const ENDS_SO = new RegExp(`${SECRET_NAME}$`, 'i');
/** Only what is called exactly so: as an end these are found in too many names. */
const WHOLE = /^(?:pass|auth|creds?|sig|otp|pin|cvv|cvc|pw|jwt|psk|_auth)$/i;

/** Whether what stands under this name is a secret. */
export function isSecretName(name: string): boolean {
  return ENDS_SO.test(name) || WHOLE.test(name);
}

/** Values that are none: words for nothing, marks, variables, and the name of what keeps the secret. */
const NOTHING =
  /^(?:undefined|null|none|nil|nan|true|false|yes|no|empty|missing|required|optional|invalid|expired|unset|not[ _-]?set|string|bearer|basic|[*x.•-]{2,}|-|\?|%[a-z]|:\w{1,40}|<[\w .-]{1,40}>|\$?\{{1,2}[^{}]{0,80}\}{0,2}|\$\w{0,80}|\[redacted[a-z -]{0,30}\]|\[object \w{1,20}\]|arn:aws[\w-]{0,20}:[^\s]{1,400}|alias\/[\w/-]{1,200}|)$/i;

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
  const ofKey = members.some(([name]) => name === 'kty');
  return new Set(
    members.flatMap(([name, value], i) => {
      const paired = (ofSecret && VALUES.test(name)) || (ofKey && KEY_NUMBERS.test(name));
      return (paired && isSecretText(value)) || (isSecretName(name) && hides(value)) ? [i] : [];
    }),
  );
}

function hides(value: Json): boolean {
  return typeof value === 'number' || Array.isArray(value) || isSecretText(value);
}

function isSecretText(value: Json): boolean {
  return typeof value === 'string' && !isPlaceholder(value);
}
