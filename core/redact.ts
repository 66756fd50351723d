import type { Json } from './canonical.ts';
import { withoutPersons } from './without-persons.ts';

/** Names under which secrets stand, as the end of a longer name: `db_password`, `STRIPE_SECRET_KEY`. */
const SECRET_NAME =
  'passw(?:or)?d|passwd|passphrase|pwd|_pass|secret|(?:api|access|secret|private|encryption|signing)[_-]?key|(?:access|auth|refresh|session|id|api|security)[_-]?token|client[_-]?secret|credentials?';

/**
 * Secrets that must not be stored, logged or sent. Each pattern keeps what identifies the secret's kind and
 * drops its value. Input is hostile: no nested quantifiers, every repetition is bounded, and no pattern can begin
 * anew inside of what it has tried.
 */
const SECRETS: ReadonlyArray<{ pattern: RegExp; replacement: string }> = [
  {
    pattern:
      /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,10000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    replacement: '[redacted private key]',
  },
  {
    pattern: /(?<![\w-])eyJ[\w-]{8,4000}\.[\w-]{8,8000}(?:\.[\w-]{0,8000})?/g,
    replacement: '[redacted jwt]',
  },
  { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, replacement: '[redacted access key id]' },
  {
    pattern:
      /(?<!\w)(?:gh[pousr]_\w{20,300}|github_pat_\w{20,300}|xox[abprs]-[\w-]{10,300}|[sr]k_(?:live|test)_\w{10,300})/g,
    replacement: '[redacted token]',
  },
  {
    pattern: /\b(hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)[\w/-]{5,300}/gi,
    replacement: '$1[redacted]',
  },
  { pattern: /\b(Bearer|Basic)\s{1,5}[\w.~+/=-]{8,8000}/gi, replacement: '$1 [redacted]' },
  {
    pattern: /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/]{0,200}):[^\s@/]{1,200}@/gi,
    replacement: '$1:[redacted]@',
  },
  {
    pattern: /\b(X-Amz-(?:Signature|Security-Token|Credential))=[^&\s"']{1,4000}/gi,
    replacement: '$1=[redacted]',
  },
  {
    // name, then : or =, then a value: quoted, quoted with escaped quotes (JSON within JSON), or bare.
    pattern: new RegExp(
      String.raw`(?<![\w-])(?<!arn:aws[\w:/.-]{0,200})([\w-]{0,60}(?:${SECRET_NAME})(?:\\{0,4}["'])?\s{0,5}[:=]\s{0,5})(?:(")(?:[^"\\]|\\.){1,2000}(?:"|$)|(\\{1,4}")[^"\\]{1,2000}(?:\\{1,4}"|$)|(')[^']{1,2000}(?:'|$)|[^\s,;&"'\\{}[\]]{3,2000})`,
      'gi',
    ),
    replacement: '$1$2$3$4[redacted]$2$3$4',
  },
];

/**
 * Characters that are invisible or turn the direction of text: they can hide instructions from a reader.
 * The ranges are those of Unicode's default-ignorable and bidirectional controls.
 */
const INVISIBLE =
  /\u00AD|[\u180B-\u180F]|[\u200B-\u200F]|[\u202A-\u202E]|[\u2060-\u206F]|[\uFE00-\uFE0F]|\uFEFF|\uDB40[\uDC00-\uDFFF]/g;

// Terminal control codes in a log line would let it repaint the report it is quoted in; tab and newline may stay.
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** A text without invisible and control characters and broken surrogates: what may be shown. */
export function neutralize(text: string): string {
  // Broken halves first: taking a pair from between two of them would make another.
  return text.toWellFormed().replace(INVISIBLE, '').replace(CONTROL, '');
}

/** A text without secrets, neutralized. Applying it twice changes nothing more. */
export function redactText(text: string): string {
  let clean = neutralize(text);
  for (const { pattern, replacement } of SECRETS) clean = clean.replace(pattern, replacement);
  return clean;
}

/** Who changed something is what an engineer asks for: their address is no matter of privacy here. */
const WHO = 'by';

const SECRET_KEY = new RegExp(`(?:${SECRET_NAME})$`, 'i');

/**
 * `redactText` over every string and key of a JSON value, and what belongs to persons too; what stands under a key that
 * names a secret goes whole.
 */
export function redact(value: Json): Json {
  if (typeof value === 'string') return withoutPersons(redactText(value));
  if (Array.isArray(value)) return value.map(redact);
  if (value !== null && typeof value === 'object') {
    const nameOf = distinct();
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        nameOf(withoutPersons(redactText(key))),
        isSecret(key, inner)
          ? '[redacted]'
          : key === WHO && typeof inner === 'string'
            ? redactText(inner)
            : redact(inner),
      ]),
    );
  }
  return value;
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

/** A nested object may only be named like a secret; its own keys decide. */
function isSecret(key: string, value: Json): boolean {
  const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
  return !nested && value !== null && typeof value !== 'boolean' && SECRET_KEY.test(key);
}
