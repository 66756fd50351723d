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
  `(?:environment variables?|env var|process\\.env\\.|os\\.environ\\[|KeyError: |[Mm]issing(?: required)?)[ :"'\`]{0,3}${NAME}\\b`,
  'g',
);
const AFTER_NAME = new RegExp(
  `\\b${NAME}["'\`]? (?:is |was |must be )?(?:not set|not defined|undefined|missing|required|set)\\b`,
  'g',
);
