import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleContext, SecretLintSourceCode } from '@secretlint/types';
import type { Found } from './found.ts';
import { urlSecrets } from './url-secrets.ts';

/**
 * Secrets in formats of their issuers, found by secretlint's recommended rules. The rules are called without secretlint's
 * core, which is asynchronous and obeys comments (`secretlint-disable`): a log line may hold one. For that reason the rule
 * that reads them is left out too.
 */
export function vendorSecrets(text: string): Found[] {
  const source: SecretLintSourceCode = { ...NO_FILE, content: text };
  for (const scanner of SCANNERS) void scanner.file?.(source);
  return reported.splice(0).filter(({ from, to }) => !isAddress(text.slice(from, to)));
}

/** Some rules report a whole address for the password in it: that alone has to go, and is found by itself. */
function isAddress(found: string): boolean {
  return /:\/\/[^\s@/]{0,200}:[^\s@]{1,300}@/.test(found) || urlSecrets(found).length > 0;
}

const COMMENTS = '@secretlint/secretlint-rule-filter-comments';

/** What the rules have found in the text at hand; they are synchronous, and report to whoever created them. */
const reported: Found[] = [];

const CONTEXT: SecretLintRuleContext = {
  sharedOptions: {},
  createTranslator: () => () => ({ message: '', messageId: '', data: {} }),
  report: ({ range: [from, to] }) => void reported.push({ from, to, mark: '[redacted]' }),
  ignore: () => undefined,
};

const nowhere = () => ({ line: 1, column: 0 });

/** A text of no file: rules that look at paths have nothing to say of it. */
const NO_FILE: Omit<SecretLintSourceCode, 'content'> = {
  hasBOM: false,
  filePath: undefined,
  physicalFilePath: undefined,
  contentType: 'text',
  ext: '',
  getFilePath: () => undefined,
  getPhysicalFilePath: () => undefined,
  locationToRange: () => [0, 0],
  rangeToLocation: () => ({ start: nowhere(), end: nowhere() }),
  positionToIndex: () => 0,
  indexToPosition: nowhere,
};

const SCANNERS = rules
  .filter(({ meta }) => meta.id !== COMMENTS && meta.supportedContentTypes.includes('text'))
  .map((rule) => rule.create(CONTEXT, {}));
