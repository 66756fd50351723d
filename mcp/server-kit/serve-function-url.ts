import * as z from 'zod';
import { answerRequest, refusal } from './http-exchange.ts';
import type { McpHost } from './mcp-host.ts';

/** Lambda takes 6 MB; arguments are small. */
const MAX_BODY_BYTES = 1_000_000;

/** What a function URL passes (payload format 2.0), as far as it is read. */
const UrlEvent = z.looseObject({
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.looseObject({
    http: z.looseObject({ method: z.string(), path: z.string().default('/') }),
  }),
});

export interface UrlAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * A server behind a Lambda function URL: Streamable HTTP, stateless, JSON answers. Who may call is IAM's business: the
 * URL takes signed requests only.
 *
 * @param after runs behind each request, e.g. to send measures before the function sleeps
 */
export function serveFunctionUrl(
  load: () => Promise<McpHost>,
  after: () => void = () => undefined,
): (event: unknown) => Promise<UrlAnswer> {
  return async (event) => {
    const parsed = UrlEvent.safeParse(event);
    if (!parsed.success) return whole(refusal(400, 'This is not a request to a function URL.'));
    const { headers, body: text = '', isBase64Encoded, requestContext } = parsed.data;
    const { method, path } = requestContext.http;
    if (method !== 'POST') return whole(refusal(405, 'POST is the only method: no sessions are kept.'));
    if (path !== '/' && path !== '/mcp') return whole(refusal(404, 'The endpoint is / or /mcp.'));
    const body = Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8');
    if (body.length > MAX_BODY_BYTES) {
      return whole(refusal(413, `A request may have ${MAX_BODY_BYTES} bytes.`));
    }
    const { response, end } = await answerRequest(await load(), { headers, body, answers: 'json' });
    try {
      return await whole(response);
    } finally {
      await end();
      after();
    }
  };
}

async function whole(answer: Response): Promise<UrlAnswer> {
  return {
    statusCode: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: await answer.text(),
  };
}
