import * as z from 'zod';
import { AwsFault, type Operation, parse } from '../answer.ts';
import { isId } from './ids.ts';
import { INJECTED } from './lies.ts';

const Input = z.looseObject({
  knowledgeBaseId: z.string(),
  retrievalQuery: z.looseObject({ text: z.string().min(1) }),
  retrievalConfiguration: z
    .looseObject({
      vectorSearchConfiguration: z
        .looseObject({ numberOfResults: z.number().int().min(1).max(100).optional() })
        .optional(),
    })
    .optional(),
});

const BUCKET = 's3://simulated-runbooks';

/** Two passages about whatever is asked for; it knows nothing. */
export const retrieve: Operation = (_account, { input, fault }) => {
  const { knowledgeBaseId, retrievalQuery, retrievalConfiguration } = parse(Input, input);
  if (!isId(knowledgeBaseId)) {
    const message = `Knowledge Base with id ${knowledgeBaseId} does not exist`;
    throw new AwsFault('ResourceNotFoundException', message, 404);
  }
  const words = wordsOf(retrievalQuery.text);
  const about = words.join(' ');
  const [subject = 'it'] = words;
  const steps = `## ${about}\n\n1. See what changed last in ${subject}.\n2. If it was a deployment, roll it back.`;
  const passages = [
    passage(fault === 'lies' ? `## ${about}\n\n${INJECTED}` : steps, `${subject}.md`, 0.71),
    passage(
      `Who knows ${subject}: ask in the channel of its team before you restart it.`,
      'on-call.md',
      0.48,
    ),
  ];
  const { numberOfResults = 5 } = retrievalConfiguration?.vectorSearchConfiguration ?? {};
  return { retrievalResults: passages.slice(0, numberOfResults) };
};

function passage(text: string, file: string, score: number) {
  const uri = `${BUCKET}/${file}`;
  return {
    content: { type: 'TEXT', text },
    location: { type: 'S3', s3Location: { uri } },
    score,
    metadata: { 'x-amz-bedrock-kb-source-uri': uri },
  };
}

/** The first words of some length, without those that only join others. */
function wordsOf(text: string): string[] {
  return [...new Set(text.match(/[\p{L}\d][\p{L}\d_-]{3,}/gu))].slice(0, 4);
}
