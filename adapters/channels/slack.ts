import { setTimeout } from 'node:timers/promises';
import { type FetchFunction, IncomingWebhook, IncomingWebhookHTTPError } from '@slack/webhook';
import * as z from 'zod';
import { CasefileError } from '../../core/errors.ts';
import type { Publisher } from '../../core/ports.ts';
import { type SlackPayload, renderSlack } from '../../core/report/render-slack.ts';

/** How long Slack is waited for. */
export interface SlackPatience {
  attemptMs: number;
  /** No try begins that could take longer. It must fit into the timeout of the function that publishes. */
  totalMs: number;
  retries: number;
}

const PATIENCE: SlackPatience = { attemptMs: 8_000, totalMs: 19_000, retries: 2 };
/** Before the first retry, if Slack does not say how long to wait; then twice as long. */
const BACKOFF_MS = 500;

/** Delivers to an incoming webhook. Its URL is a secret: whoever has it may post, so no error names it. */
export function slackPublisher(
  webhookUrl: () => Promise<string>,
  fetch: FetchFunction = globalThis.fetch,
  patience: SlackPatience = PATIENCE,
): Publisher {
  return {
    channel: 'slack',
    async publish(message) {
      await post(await readUrl(webhookUrl), renderSlack(message), fetch, patience);
      // A webhook answers "ok", without an id to reply to.
      return {};
    },
  };
}

async function post(
  url: string,
  payload: SlackPayload,
  fetch: FetchFunction,
  { attemptMs, totalMs, retries }: SlackPatience,
): Promise<void> {
  const deadline = performance.now() + totalMs;
  const seen: Seen = { retryAfter: null, trouble: 'the connection broke', uncertain: false };
  const webhook = new IncomingWebhook(url, { fetch: watched(fetch, seen), timeout: attemptMs });
  for (let attempt = 0; ; attempt++) {
    try {
      // The library's own retries would repeat what was not answered, and not wait as long as Slack asks.
      await webhook.send(payload);
      return;
    } catch (error) {
      const status = error instanceof IncomingWebhookHTTPError ? error.statusCode : 0;
      seen.uncertain ||= status === 0 || status >= 500;
      const wait = waitMs(seen.retryAfter, attempt);
      const inTime = performance.now() + wait + attemptMs <= deadline;
      const busy = status === 429 || status >= 500;
      if (!busy || !inTime || attempt >= retries) throw deliveryError(error, seen);
      await setTimeout(wait);
    }
  }
}

/** What the library does not tell of its calls. */
interface Seen {
  retryAfter: string | null;
  /** Why the last call got no answer, in a word. */
  trouble: string;
  /** Some call may have delivered the message. */
  uncertain: boolean;
}

function watched(fetch: FetchFunction, seen: Seen): FetchFunction {
  return async (url, init) => {
    try {
      // A redirect is an answer like any other, but is not followed: the message would go to whoever it names.
      const response = await fetch(url, { ...init, redirect: 'manual' });
      seen.retryAfter = response.headers.get('retry-after');
      return response;
    } catch (error) {
      seen.trouble = nameOf(error);
      throw error;
    }
  };
}

/** `Retry-After` is in seconds. */
function waitMs(retryAfter: string | null, attempt: number): number {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter)
    ? Number(retryAfter) * 1_000
    : BACKOFF_MS * 2 ** attempt;
}

async function readUrl(webhookUrl: () => Promise<string>): Promise<string> {
  let url: string;
  try {
    url = (await webhookUrl()).trim();
  } catch (error) {
    if (error instanceof CasefileError) throw error;
    throw new CasefileError(
      'DeliveryFailed',
      `The URL of the Slack webhook could not be read (${nameOf(error)}).`,
      { hint: 'Nothing was sent. Check where the URL is kept, and who may read it.' },
    );
  }
  if (URL.canParse(url)) return url;
  throw new CasefileError('DeliveryRefused', 'What is kept as the URL of the Slack webhook is none.', {
    hint: 'It begins with https://hooks.slack.com/services/; store it again.',
  });
}

/** Tells what became of the message without `cause` or foreign text: either may hold the URL. */
function deliveryError(error: unknown, { uncertain, trouble }: Seen): CasefileError {
  if (error instanceof IncomingWebhookHTTPError) {
    const { statusCode: status, body } = error;
    const word = /^[a-z_]{1,60}$/.test(body) ? ` (${body})` : '';
    const refused = !uncertain && status < 500 && status !== 408 && status !== 429;
    return new CasefileError(
      refused ? 'DeliveryRefused' : 'DeliveryFailed',
      `Slack answered the webhook with ${status}${word}.`,
      {
        hint: refused
          ? 'Create the webhook anew if it was revoked or its channel archived, and store its new URL.'
          : 'Slack is busy or broken: try again later.',
      },
    );
  }
  return new CasefileError('DeliveryFailed', `Slack did not answer the webhook (${trouble}).`, {
    hint: 'The message may have arrived. Check the network, and https://status.slack.com.',
  });
}

/** What `fetch` throws; the system's error is its cause. */
const Thrown = z.object({
  name: z.string(),
  cause: z.object({ code: z.string() }).optional().catch(undefined),
});

/** `TimeoutError`, `ECONNREFUSED`: a word, never a message. */
function nameOf(error: unknown): string {
  const thrown = Thrown.safeParse(error).data;
  const word = thrown?.cause?.code ?? thrown?.name ?? 'Error';
  return /^\w{1,60}$/.test(word) ? word : 'Error';
}
