import type { Json } from './canonical.ts';

/**
 * Secrets that must not be stored, logged or sent. Each pattern keeps what identifies the secret's kind and
 * drops its value. No nested quantifiers: input is hostile.
 */
const SECRETS: ReadonlyArray<{ pattern: RegExp; replacement: string }> = [
  {
    pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    replacement: '[redacted private key]',
  },
  { pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, replacement: '[redacted jwt]' },
  { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, replacement: '[redacted access key id]' },
  {
    pattern: /\b(?:gh[pousr]_\w{20,}|xox[abprs]-[\w-]{10,}|sk_live_\w{10,})/g,
    replacement: '[redacted token]',
  },
  { pattern: /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, replacement: '$1 [redacted]' },
  {
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,200}):[^\s@/]{1,200}@/gi,
    replacement: '$1:[redacted]@',
  },
  { pattern: /\b(X-Amz-(?:Signature|Security-Token|Credential))=[^&\s"']+/gi, replacement: '$1=[redacted]' },
  {
    pattern:
      /(["']?\b[\w-]{0,40}(?:password|passwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|session[_-]?token|private[_-]?key)\b["']?\s*[:=]\s*)(?:"[^"]{1,2000}"|'[^']{1,2000}'|[^\s,;&"'{}[\]]{3,2000})/gi,
    replacement: '$1[redacted]',
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

/** A text without secrets, invisible or control characters. Applying it twice changes nothing more. */
export function redactText(text: string): string {
  let clean = text.replace(INVISIBLE, '').replace(CONTROL, '');
  for (const { pattern, replacement } of SECRETS) clean = clean.replace(pattern, replacement);
  return clean;
}

const SECRET_KEY =
  /(?:password|passwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|session[_-]?token|private[_-]?key)$/i;

/** `redactText` over every string and key of a JSON value; a string under a key that names a secret goes whole. */
export function redact(value: Json): Json {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        redactText(key),
        typeof inner === 'string' && SECRET_KEY.test(key) ? '[redacted]' : redact(inner),
      ]),
    );
  }
  return value;
}
