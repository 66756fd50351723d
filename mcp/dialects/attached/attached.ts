import { clip } from '../../../core/clip.ts';
import type { Json } from '../../../core/canonical.ts';
import { type ArgsOf, capabilities } from '../../../core/evidence/capabilities.ts';
import { attachedFailure } from './attached-failure.ts';
import { unwrapSaid } from '../awslabs/awslabs-said.ts';
import { dialectOf } from '../dialect-of.ts';
import { bind } from '../reader.ts';
import { documentsOf } from './said-documents.ts';
import { tableOf } from './said-table.ts';
import { opened, plain, pruned } from './said-value.ts';

const MAX_PASSAGES = 5;
const MAX_TITLE_CHARS = 200;
const MAX_SOURCE_CHARS = 300;
const MAX_TEXT_CHARS = 2_000;

interface Passage {
  title: string;
  source: string;
  text: string;
}

/**
 * Any server: what it is asked stands in the configuration, and its answer is text for people, as documents, as a table or
 * as it is. The tools are those that the configuration names.
 */
export const attached = dialectOf(
  {
    'context.read': {
      tools: [],
      bind: bind(capabilities['context.read'].args, {
        next: ({ tool, arguments: args }, results) => (results.length === 0 ? { tool, args } : undefined),
        read: (args, [result = null]) => ({
          passages: passagesOf(args, result).slice(0, MAX_PASSAGES).map(bounded),
        }),
      }),
    },
  },
  (result) => pruned(unwrapSaid(result)),
  attachedFailure,
);

function passagesOf({ read, server, tool, title }: ArgsOf<'context.read'>, said: Json): Passage[] {
  const whole = (text: string | undefined): Passage[] =>
    text === undefined || text === '' ? [] : [{ title, source: `${server}.${tool}`, text }];
  if (read === 'text') return whole(wordsOf(said));
  const documents = read === 'documents' ? documentsOf(said) : [];
  if (documents.length > 0) {
    return documents.map((one) => ({
      title: one.title ?? title,
      source: one.source ?? `${server}.${tool}`,
      text: one.text,
    }));
  }
  const value = opened(said);
  return whole(typeof value === 'string' ? value.trim() : tableOf(value));
}

/** What is text as it is, also as the one document that an answer is; the rest as JSON. */
function wordsOf(said: Json): string {
  if (typeof said === 'string') return said.trim();
  const value = opened(said);
  const documents = typeof value === 'string' || Array.isArray(value) ? [] : documentsOf(value);
  return documents.length === 1 ? (documents[0]?.text ?? '') : plain(value);
}

function bounded({ title, source, text }: Passage) {
  return {
    title: clip(title, MAX_TITLE_CHARS),
    source: clip(source, MAX_SOURCE_CHARS),
    text: clip(text, MAX_TEXT_CHARS),
  };
}
