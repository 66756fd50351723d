import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import type { ServerDefinition } from '../../server-kit/mcp-host.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';
import { folderDocuments } from './folder.ts';
import { knowledgeBaseDocuments } from './knowledge-base.ts';
import { Passage, type Retrieve } from './passage.ts';

const MAX_TEXT_CHARS = 2_000;

export type DocumentSource = { folder: string } | { knowledgeBase: string };

/** Runbooks: a folder of Markdown, or a Bedrock knowledge base. */
export function documentsServer(version: string, aws: AwsOptions, source: DocumentSource): ServerDefinition {
  const retrieve =
    'folder' in source ? folderDocuments(source.folder) : knowledgeBaseDocuments(source.knowledgeBase, aws);
  return { name: 'documents', version, tools: [retrieveDocuments(retrieve)] };
}

function retrieveDocuments(retrieve: Retrieve) {
  return defineTool({
    name: 'retrieve_documents',
    description: 'Passages of runbooks that fit a query, the best first.',
    annotations: readOnly('Retrieve documents'),
    timeoutMs: 9_000,
    input: z.strictObject({
      query: z.string().min(1).max(1_000),
      limit: z.number().int().min(1).max(10).default(3),
    }),
    output: z.strictObject({ passages: z.array(Passage) }),
    async run({ query, limit }, { signal }) {
      const passages = await retrieve(query, limit, signal);
      return { passages: passages.map((one) => ({ ...one, text: clipClean(one.text, MAX_TEXT_CHARS) })) };
    },
  });
}
