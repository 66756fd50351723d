import { clipClean } from '../../../core/clean/clip-clean.ts';

const MAX_DEPTH = 3;
const MAX_PARAMETERS = 20;
const MAX_VALUE_CHARS = 120;
const MAX_LIST = 3;

/** A plain parameter name. */
const NAME = /^[a-z][a-z0-9]{0,40}$/i;

/**
 * What may hold a secret, code, or whatever a user wrote, by part of its name: nothing below it is told. AWS hides
 * most of it from CloudTrail anyway.
 */
const PRIVATE = new RegExp(
  [
    'environment|variable|secret|passw|passphrase|credential|token',
    '(?:api|access|private|public|auth|signing|encryption)key|certificate(?:body|chain)',
    'document|userdata|metadata|code|zipfile|template|containerdefinitions|definitionstring',
    'policytext|bucketpolicy|messagebody|messageattributes|payload|command|query|statement|content|input',
    'parametervalue|tagvalue|^script',
    '^(?:policy|parameters|body|messages?|definition|tags?|tagset|endpoint|value|data|text|key|description)$',
  ].join('|'),
  'i',
);

/** Lists that say what was touched or set, e.g. `alarmNames`, `alarmActions`, `securityGroupIds`. */
const LIST = /(?:names|actions|arns|ids)$/i;

/** `codeSha256` says which code, and is none. */
const PUBLIC = /^(?:codeSha256|functionCodeSha256)$/i;

/** CloudTrail's own words for a value that it hides. */
const HIDDEN = /HIDDEN_DUE_TO_SECURITY_REASONS|^\*+$/;

type Parameters = Record<string, string | number | boolean>;

/**
 * The parameters of an API call that say what was set, by dotted path: numbers, flags and short texts under plain
 * names, the outer ones first, `MAX_PARAMETERS` at most.
 */
export function requestParameters(request: unknown): Parameters {
  const found: Parameters = {};
  let level: [path: string, value: unknown][] = entriesOf(request);
  for (let depth = 1; depth <= MAX_DEPTH; depth++) {
    const next: [string, unknown][] = [];
    for (const [path, value] of level) {
      if (isScalar(value)) {
        const told = tellable(value);
        if (told !== undefined && Object.keys(found).length < MAX_PARAMETERS) found[path] = told;
      } else {
        next.push(...entriesOf(value, path));
      }
    }
    level = next;
  }
  return found;
}

function entriesOf(value: unknown, path?: string): [string, unknown][] {
  if (Array.isArray(value)) {
    const names: unknown[] = path !== undefined && LIST.test(path) ? value.slice(0, MAX_LIST) : [];
    return names.flatMap((name, i) => (isScalar(name) ? [[`${path}.${i}`, name]] : []));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => NAME.test(name) && (PUBLIC.test(name) || !PRIVATE.test(name)))
    .map(([name, inner]) => [path === undefined ? name : `${path}.${name}`, inner]);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Several lines, JSON and URLs are no settings, and may hold anything. */
function tellable(value: string | number | boolean): string | number | boolean | undefined {
  if (typeof value !== 'string') return value;
  const free = value === '' || HIDDEN.test(value) || /[\r\n]|^\s*[[{]|:\/\//.test(value);
  return free ? undefined : clipClean(value, MAX_VALUE_CHARS);
}
